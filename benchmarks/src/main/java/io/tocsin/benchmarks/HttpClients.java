package io.tocsin.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Clients that keep their connections of the loopback interface, post bodies, and send the next one as soon as the last
 * was answered: enough of them that the server never waits for one. One thread does it for all, so that it leaves the
 * processor to the server.
 */
final class HttpClients implements AutoCloseable {
    private static final int ANSWER_TIMEOUT_MS = 10_000;
    private static final byte[] LENGTH = "content-length: ".getBytes(US_ASCII);

    private final List<Connection> connections = new ArrayList<>();
    private final List<byte[]> requests = new ArrayList<>();
    private final byte[] expected;
    private int next;
    private long lastAnswers;

    /**
     * Connects.
     *
     * @param headers  of each request, every one with its line break.
     * @param expected what every answer's body must begin with.
     */
    HttpClients(int port, int clients, String path, String headers, List<byte[]> bodies, String expected)
            throws IOException {
        this.expected = expected.getBytes(US_ASCII);
        for (byte[] body : bodies) {
            String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + headers + "Content-Length: " + body.length + "\r\n\r\n";
            byte[] request = Arrays.copyOf(head.getBytes(US_ASCII), head.length() + body.length);
            System.arraycopy(body, 0, request, head.length(), body.length);
            requests.add(request);
        }
        for (int i = 0; i < clients; i++) {
            connections.add(new Connection(port));
        }
    }

    /** Posts for so long, waits for all answers, and says how many came in a second. */
    double answersPerSecond(long durationNs) throws IOException {
        long startNs = System.nanoTime();
        long answers = 0;
        for (Connection connection : connections) {
            post(connection);
        }
        while (System.nanoTime() - startNs < durationNs) {
            for (Connection connection : connections) {
                connection.receive();
                answers++;
                post(connection);
            }
        }
        for (Connection connection : connections) {
            connection.receive();
            answers++;
        }
        lastAnswers = answers;
        return answers * (double) TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - startNs);
    }

    /** How many came in all the time. */
    long lastAnswers() {
        return lastAnswers;
    }

    private void post(Connection connection) throws IOException {
        connection.socket.getOutputStream().write(requests.get(next));
        next = (next + 1) % requests.size();
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : connections) {
            connection.socket.close();
        }
    }

    private final class Connection {
        private final Socket socket;
        private final InputStream in;
        private final byte[] line = new byte[1024];

        Connection(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(ANSWER_TIMEOUT_MS);
            in = new BufferedInputStream(socket.getInputStream());
        }

        void receive() throws IOException {
            String status = new String(line, 0, readLine(), US_ASCII);
            int bodyLength = 0;
            for (int length = readLine(); length > 0; length = readLine()) {
                if (isLength(length)) {
                    bodyLength = Integer.parseInt(new String(line, LENGTH.length, length - LENGTH.length, US_ASCII));
                }
            }
            byte[] body = in.readNBytes(bodyLength);
            if (!status.startsWith("HTTP/1.1 2")
                    || body.length < expected.length
                    || !Arrays.equals(body, 0, expected.length, expected, 0, expected.length)) {
                throw new IOException("the server answered " + status + ": " + new String(body, US_ASCII));
            }
        }

        private boolean isLength(int length) {
            for (int i = 0; i < LENGTH.length; i++) {
                if (i >= length || Character.toLowerCase(line[i]) != LENGTH[i]) {
                    return false;
                }
            }
            return true;
        }

        /** Without its end. */
        private int readLine() throws IOException {
            int length = 0;
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new EOFException("the server has closed a connection");
                }
                line[length] = (byte) next;
                length += next == '\r' ? 0 : 1;
            }
            return length;
        }
    }
}
