package io.tocsin.gateway.websocket.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A client on a bare socket, with a small receive buffer, that reads only when asked to and answers no ping. */
final class StalledClient implements AutoCloseable {
    private static final int RECEIVE_BUFFER = 4096;
    private static final int TIMEOUT_MS = 10_000;
    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;

    StalledClient(InetSocketAddress address, String token) throws IOException {
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.setSoTimeout(TIMEOUT_MS);
        socket.connect(address, TIMEOUT_MS);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        out.write(("GET /v1/stream HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        + "Authorization: Bearer " + token + "\r\n\r\n")
                .getBytes(ISO_8859_1));
        skipResponse();
        next();
    }

    void send(String message) throws IOException {
        sendFrame(TEXT, true, message.replace('\'', '"').getBytes(UTF_8));
    }

    /**
     * Sends a frame as it is.
     *
     * @param first  its first byte.
     * @param masked with zeros, which leaves the payload as it is.
     */
    void sendFrame(int first, boolean masked, byte[] payload) throws IOException {
        int mask = masked ? 0x80 : 0;
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        if (payload.length < 126) {
            frame.write(mask | payload.length);
        } else {
            frame.write(mask | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        }
        frame.write(new byte[masked ? 4 : 0]);
        frame.write(payload);
        out.write(frame.toByteArray());
    }

    StalledClient sendBytes(byte[] bytes) throws IOException {
        out.write(bytes);
        return this;
    }

    /** Leaves without a word. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /**
     * The next message; other frames are skipped, but for a close frame, which is returned as {@code {"close":code}}.
     */
    JsonNode next() {
        try {
            while (true) {
                int opcode = in.readUnsignedByte();
                int length = in.readUnsignedByte();
                if (length == 126) {
                    length = in.readUnsignedShort();
                } else if (length == 127) {
                    length = Math.toIntExact(in.readLong());
                }
                byte[] payload = in.readNBytes(length);
                if (opcode == TEXT) {
                    return Client.parse(new String(payload, UTF_8));
                }
                if (opcode == CLOSE) {
                    return Client.parse("{\"close\":" + ((payload[0] & 0xFF) << 8 | (payload[1] & 0xFF)) + "}");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void skipResponse() throws IOException {
        int matched = 0;
        while (matched < 4) {
            int c = in.readUnsignedByte();
            matched = c == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : 0;
        }
    }
}
