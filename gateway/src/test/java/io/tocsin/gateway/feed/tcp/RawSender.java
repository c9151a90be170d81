package io.tocsin.gateway.feed.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.contract.ingest.codec.AckDecoder;
import io.tocsin.contract.ingest.codec.ByeDecoder;
import io.tocsin.contract.ingest.codec.DefineSymbolEncoder;
import io.tocsin.contract.ingest.codec.DoneEncoder;
import io.tocsin.contract.ingest.codec.HeartbeatEncoder;
import io.tocsin.contract.ingest.codec.HelloEncoder;
import io.tocsin.contract.ingest.codec.MessageHeaderDecoder;
import io.tocsin.contract.ingest.codec.MessageHeaderEncoder;
import io.tocsin.contract.ingest.codec.RejectDecoder;
import io.tocsin.contract.ingest.codec.SymbolDefinedDecoder;
import io.tocsin.contract.ingest.codec.TickEncoder;
import io.tocsin.contract.ingest.codec.WelcomeDecoder;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteOrder;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A sender that says whatever a test wants, and hears each answer as a line of text. */
final class RawSender implements AutoCloseable {
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    final Socket socket = new Socket();
    private final DataInputStream in;

    RawSender(InetSocketAddress address) throws IOException {
        socket.connect(address);
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    RawSender hello(String sender, String token) {
        HelloEncoder hello = new HelloEncoder()
                .wrapAndApplyHeader(buffer, 4, header)
                .sender(sender)
                .token(token);
        return add(hello.limit());
    }

    RawSender define(int localId, String name) {
        DefineSymbolEncoder definition = new DefineSymbolEncoder()
                .wrapAndApplyHeader(buffer, 4, header)
                .localId(localId)
                .symbolName(name);
        return add(definition.limit());
    }

    RawSender tick(long sequence, int localId, long price) {
        return add(new TickEncoder()
                .wrapAndApplyHeader(buffer, 4, header)
                .sequence(sequence)
                .price(price)
                .size(1)
                .exchangeTimeNs(TickEncoder.exchangeTimeNsNullValue())
                .bid(TickEncoder.bidNullValue())
                .ask(TickEncoder.askNullValue())
                .localId(localId)
                .decimals((short) 2)
                .limit());
    }

    RawSender heartbeat() {
        return add(new HeartbeatEncoder().wrapAndApplyHeader(buffer, 4, header).limit());
    }

    RawSender done() {
        return add(new DoneEncoder().wrapAndApplyHeader(buffer, 4, header).limit());
    }

    RawSender raw(byte... bytes) {
        pending.writeBytes(bytes);
        return this;
    }

    private RawSender add(int limit) {
        buffer.putInt(0, limit - 4, ByteOrder.LITTLE_ENDIAN);
        pending.write(buffer.byteArray(), 0, limit);
        return this;
    }

    /** What would be sent, which is forgotten. */
    byte[] take() {
        byte[] bytes = pending.toByteArray();
        pending.reset();
        return bytes;
    }

    RawSender send() throws IOException {
        socket.getOutputStream().write(take());
        return this;
    }

    /** The next message as text. */
    String next() throws IOException {
        byte[] length = in.readNBytes(4);
        if (length.length < 4) {
            return "closed";
        }
        UnsafeBuffer message =
                new UnsafeBuffer(in.readNBytes(new UnsafeBuffer(length).getInt(0, ByteOrder.LITTLE_ENDIAN)));
        MessageHeaderDecoder head = new MessageHeaderDecoder().wrap(message, 0);
        return switch (head.templateId()) {
            case WelcomeDecoder.TEMPLATE_ID -> {
                WelcomeDecoder welcome = new WelcomeDecoder().wrapAndApplyHeader(message, 0, head);
                yield "welcome " + welcome.resumeAfter() + " " + welcome.window();
            }
            case SymbolDefinedDecoder.TEMPLATE_ID -> {
                SymbolDefinedDecoder defined = new SymbolDefinedDecoder().wrapAndApplyHeader(message, 0, head);
                yield "symbol " + defined.localId() + " " + defined.status() + " " + defined.text();
            }
            case AckDecoder.TEMPLATE_ID -> {
                AckDecoder ack = new AckDecoder().wrapAndApplyHeader(message, 0, head);
                yield "ack " + ack.sequence() + " " + ack.rejected();
            }
            case RejectDecoder.TEMPLATE_ID -> {
                RejectDecoder reject = new RejectDecoder().wrapAndApplyHeader(message, 0, head);
                yield "reject " + reject.sequence() + " " + reject.code();
            }
            case ByeDecoder.TEMPLATE_ID -> {
                ByeDecoder bye = new ByeDecoder().wrapAndApplyHeader(message, 0, head);
                yield "bye " + bye.code() + " " + bye.position() + " " + bye.text();
            }
            default -> "message " + head.templateId() + " " + message.getStringWithoutLengthUtf8(0, message.capacity());
        };
    }

    /** Passes over messages until one begins so. */
    String await(String start) throws IOException {
        String message = next();
        while (!message.startsWith(start) && !message.equals("closed")) {
            message = next();
        }
        return message;
    }

    static byte[] ascii(String text) {
        return text.getBytes(UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
