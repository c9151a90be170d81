package io.tocsin.gateway.feed.tcp;

import io.tocsin.contract.ingest.codec.DefineSymbolDecoder;
import io.tocsin.contract.ingest.codec.HelloDecoder;
import io.tocsin.contract.ingest.codec.MessageHeaderDecoder;
import io.tocsin.contract.ingest.codec.RejectCode;
import io.tocsin.contract.ingest.codec.TickDecoder;
import java.nio.ByteOrder;
import java.util.Locale;
import org.agrona.DirectBuffer;

/** Whether messages are what they say, before a decoder believes them. */
final class Bytes {
    static final int TICK_LENGTH = MessageHeaderDecoder.ENCODED_LENGTH + TickDecoder.BLOCK_LENGTH;

    private Bytes() {}

    /** A message's header as one number. */
    static long header(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset, ByteOrder.LITTLE_ENDIAN);
    }

    /** Whether block and texts of a message are all there, each as long as it says. */
    static boolean isWhole(MessageHeaderDecoder header, DirectBuffer buffer, int offset, int length) {
        int texts;
        int block;
        switch (header.templateId()) {
            case HelloDecoder.TEMPLATE_ID -> {
                block = HelloDecoder.BLOCK_LENGTH;
                texts = 2;
            }
            case DefineSymbolDecoder.TEMPLATE_ID -> {
                block = DefineSymbolDecoder.BLOCK_LENGTH;
                texts = 1;
            }
            case TickDecoder.TEMPLATE_ID -> {
                block = TickDecoder.BLOCK_LENGTH;
                texts = 0;
            }
            default -> {
                block = 0;
                texts = 0;
            }
        }
        int at = MessageHeaderDecoder.ENCODED_LENGTH + header.blockLength();
        boolean isWhole = header.blockLength() >= block && at <= length;
        for (int i = 0; i < texts && isWhole; i++) {
            isWhole = at + Short.BYTES <= length;
            if (isWhole) {
                at += Short.BYTES + (buffer.getShort(offset + at, ByteOrder.LITTLE_ENDIAN) & 0xFFFF);
                isWhole = at <= length;
            }
        }
        return isWhole;
    }

    /** A code as people read it. */
    static String words(RejectCode code) {
        return code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
