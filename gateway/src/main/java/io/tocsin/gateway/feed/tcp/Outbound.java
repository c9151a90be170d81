package io.tocsin.gateway.feed.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.tocsin.contract.ingest.codec.AckEncoder;
import io.tocsin.contract.ingest.codec.ByeCode;
import io.tocsin.contract.ingest.codec.ByeEncoder;
import io.tocsin.contract.ingest.codec.DefinitionStatus;
import io.tocsin.contract.ingest.codec.MessageHeaderEncoder;
import io.tocsin.contract.ingest.codec.RejectCode;
import io.tocsin.contract.ingest.codec.RejectEncoder;
import io.tocsin.contract.ingest.codec.SymbolDefinedEncoder;
import io.tocsin.contract.ingest.codec.WelcomeEncoder;
import java.nio.ByteOrder;
import org.agrona.ExpandableArrayBuffer;

/** What the node says to one sender; it goes out at the next flush. Event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for a message to go out
final class Outbound {
    private static final int MAX_TEXT_CHARACTERS = 300;

    private final Channel channel;
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(256);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final AckEncoder ack = new AckEncoder();
    private final RejectEncoder reject = new RejectEncoder();

    Outbound(Channel channel) {
        this.channel = channel;
    }

    void welcome(long resumeAfter, int window, long heartbeatMs) {
        send(new WelcomeEncoder()
                .wrapAndApplyHeader(buffer, Integer.BYTES, header)
                .resumeAfter(resumeAfter)
                .window(window)
                .heartbeatMs((int) heartbeatMs)
                .maxMessageBytes(Inbound.MAX_MESSAGE_BYTES)
                .maxLocalId(LocalSymbols.MAX_ID)
                .limit());
    }

    /** @param refusal empty when it is defined. */
    void symbolDefined(int localId, String refusal) {
        SymbolDefinedEncoder encoder = new SymbolDefinedEncoder()
                .wrapAndApplyHeader(buffer, Integer.BYTES, header)
                .localId(localId)
                .status(refusal.isEmpty() ? DefinitionStatus.DEFINED : DefinitionStatus.REFUSED);
        byte[] text = bytes(refusal);
        send(encoder.putText(text, 0, text.length).limit());
    }

    void ack(long sequence, long rejected) {
        send(ack.wrapAndApplyHeader(buffer, Integer.BYTES, header)
                .sequence(sequence)
                .rejected(rejected)
                .limit());
    }

    void reject(long sequence, RejectCode code) {
        send(reject.wrapAndApplyHeader(buffer, Integer.BYTES, header)
                .sequence(sequence)
                .code(code)
                .limit());
    }

    ChannelFuture bye(ByeCode code, long position, String words) {
        ByeEncoder encoder = new ByeEncoder()
                .wrapAndApplyHeader(buffer, Integer.BYTES, header)
                .position(position)
                .code(code);
        byte[] text = bytes(words);
        return send(encoder.putText(text, 0, text.length).limit());
    }

    private static byte[] bytes(String text) {
        return text.substring(0, Math.min(text.length(), MAX_TEXT_CHARACTERS)).getBytes(UTF_8);
    }

    private ChannelFuture send(int limit) {
        buffer.putInt(0, limit - Integer.BYTES, ByteOrder.LITTLE_ENDIAN);
        ByteBuf message = channel.alloc().buffer(limit);
        message.writeBytes(buffer.byteArray(), 0, limit);
        return channel.write(message);
    }
}
