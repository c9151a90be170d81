package io.tocsin.gateway.node;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/**
 * The trader of a {@link WarmUp}: one connection for prices, one for alerts, on plain sockets, so that the JVM has
 * nothing to compile but the node. One thread.
 */
final class WarmUpClient implements AutoCloseable {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
    private static final String LENGTH = "content-length: ";
    private static final String ALERT = """
            {"symbol":"WARMUP","condition":{"type":"crosses","level":"100"},"trigger":{"mode":"every"}}""";
    private static final String SUBSCRIBE = """
            {"op":"subscribe","channel":"alerts"}""";

    private final String authorization;
    private final Socket rest;
    private final Socket stream;
    private final InputStream answers;
    private final InputStream frames;
    private boolean isAbove;

    WarmUpClient(Invitation where) throws IOException {
        authorization = "Authorization: Bearer " + where.token() + "\r\n";
        rest = connect(where.rest());
        stream = connect(where.stream());
        answers = new BufferedInputStream(rest.getInputStream());
        frames = new BufferedInputStream(stream.getInputStream());
    }

    /** Creates the alert, and asks to hear of it. */
    void subscribe() throws IOException {
        tick();
        post("/v1/alerts", ALERT);
        readAnswer();
        send(
                stream,
                "GET /v1/stream HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" + authorization
                        + "\r\n");
        readHead(frames);
        // A text frame, masked by zeros, which changes nothing.
        byte[] frame = new byte[6 + SUBSCRIBE.length()];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | SUBSCRIBE.length());
        System.arraycopy(SUBSCRIBE.getBytes(US_ASCII), 0, frame, 6, SUBSCRIBE.length());
        stream.getOutputStream().write(frame);
        awaitFrame("ok");
    }

    /** Sends a price on the other side of the level, and waits for the alert. */
    void letAlertFire() throws IOException {
        tick();
        awaitFrame("alert");
    }

    private void tick() throws IOException {
        isAbove = !isAbove;
        post("/v1/ticks", "{\"ticks\":[{\"symbol\":\"WARMUP\",\"price\":\"" + (isAbove ? 101 : 99) + "\"}]}");
        readAnswer();
    }

    private void post(String path, String json) throws IOException {
        send(
                rest,
                "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + json.length() + "\r\n" + authorization + "\r\n" + json);
    }

    private void readAnswer() throws IOException {
        String head = readHead(answers);
        int at = head.indexOf(LENGTH) + LENGTH.length();
        answers.skipNBytes(Integer.parseInt(head.substring(at, head.indexOf('\r', at))));
        if (!head.startsWith("http/1.1 2")) {
            throw new IOException("a warm-up's request was answered " + head.substring(0, head.indexOf('\r')));
        }
    }

    private void awaitFrame(String type) throws IOException {
        String text;
        do {
            frames.read();
            int length = frames.read();
            if (length == 126) {
                length = frames.read() << Byte.SIZE | frames.read();
            }
            if (length < 0) {
                throw new EOFException("the warm-up's stream was closed");
            }
            text = new String(frames.readNBytes(length), US_ASCII);
        } while (!text.contains("\"type\":\"" + type + '"'));
    }

    /** In small letters. */
    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the warm-up's connection was closed");
            }
            head.append((char) ('A' <= next && next <= 'Z' ? next + ' ' : next));
        }
        return head.toString();
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) ANSWER_WITHIN.toMillis());
        return socket;
    }

    @Override
    public void close() throws IOException {
        try (rest) {
            stream.close();
        }
    }
}
