package io.tocsin.gateway.feed.exchange;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** An exchange on the loopback interface that does what a script says, one for each connection, also what is wrong. */
final class ScriptedServer implements AutoCloseable {
    private static final String ACCEPT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int FINAL = 0x80;

    final List<String> received = new CopyOnWriteArrayList<>();
    private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
    private final ServerSocket acceptor;
    private final Thread thread;

    interface Script {
        void play(Peer peer) throws IOException;
    }

    ScriptedServer(Script... scripts) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), scripts);
    }

    ScriptedServer(ServerSocket acceptor, Script... scripts) {
        this.scripts.addAll(List.of(scripts));
        this.acceptor = acceptor;
        this.thread = new Thread(this::accept, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    void then(Script script) {
        scripts.add(script);
    }

    URI url() {
        return URI.create("ws://127.0.0.1:" + port() + "/stream");
    }

    int port() {
        return acceptor.getLocalPort();
    }

    /** Upgrades, waits for the first message, sends these, and closes as it should be. */
    static Script sending(String... messages) {
        return peer -> {
            peer.upgrade();
            peer.next();
            for (String message : messages) {
                peer.text(message);
            }
            peer.end();
        };
    }

    /** Answers the upgrade with these lines. */
    static Script answering(String... lines) {
        return peer -> {
            peer.head();
            peer.raw(String.join("\r\n", lines).getBytes(US_ASCII));
            peer.drain();
        };
    }

    private void accept() {
        while (!acceptor.isClosed()) {
            try (Socket socket = acceptor.accept()) {
                Script script = scripts.poll();
                if (script != null) {
                    script.play(new Peer(socket));
                }
            } catch (IOException gone) {
                // The other side went first, or this one is closed.
            }
        }
    }

    @Override
    public void close() throws IOException {
        acceptor.close();
        thread.interrupt();
    }

    /** The server's end of a connection. */
    final class Peer {
        private final Socket socket;
        private final DataInputStream in;
        private final OutputStream out;

        private Peer(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            this.out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        }

        /** The request line and the header fields. */
        List<String> head() throws IOException {
            List<String> lines = new ArrayList<>();
            StringBuilder line = new StringBuilder();
            while (true) {
                int next = in.read();
                if (next < 0) {
                    throw new EOFException();
                }
                if (next == '\n') {
                    if (line.length() == 0) {
                        return lines;
                    }
                    lines.add(line.toString());
                    line.setLength(0);
                } else if (next != '\r') {
                    line.append((char) next);
                }
            }
        }

        void upgrade() throws IOException {
            String key = head().stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElseThrow();
            raw(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: " + accept(key) + "\r\n\r\n")
                    .getBytes(US_ASCII));
        }

        private String accept(String key) {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + ACCEPT).getBytes(US_ASCII));
                return Base64.getEncoder().encodeToString(hash);
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        void text(String message) throws IOException {
            frame(TEXT, message.getBytes(UTF_8));
            out.flush();
        }

        /** Leaves it to a later call to send it. */
        void textLater(String message) throws IOException {
            frame(TEXT, message.getBytes(UTF_8));
        }

        void ping(String payload) throws IOException {
            frame(PING, payload.getBytes(UTF_8));
            out.flush();
        }

        void closeFrame(int code, String reason) throws IOException {
            byte[] text = reason.getBytes(UTF_8);
            frame(
                    CLOSE,
                    ByteBuffer.allocate(2 + text.length)
                            .putShort((short) code)
                            .put(text)
                            .array());
            out.flush();
        }

        private void frame(int opcode, byte[] payload) throws IOException {
            out.write(FINAL | opcode);
            if (payload.length < 126) {
                out.write(payload.length);
            } else if (payload.length < 1 << 16) {
                out.write(126);
                out.write(payload.length >> 8);
                out.write(payload.length);
            } else {
                out.write(127);
                out.write(
                        ByteBuffer.allocate(Long.BYTES).putLong(payload.length).array());
            }
            out.write(payload);
        }

        void raw(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** The next text or pong that comes; empty when the other side closed. */
        String next() throws IOException {
            while (true) {
                int first = in.read();
                if (first < 0) {
                    return "";
                }
                int length = in.read() & 0x7F;
                if (length == 126) {
                    length = in.readUnsignedShort();
                } else if (length == 127) {
                    length = Math.toIntExact(in.readLong());
                }
                byte[] mask = in.readNBytes(4);
                byte[] payload = in.readNBytes(length);
                for (int i = 0; i < length; i++) {
                    payload[i] ^= mask[i % 4];
                }
                int opcode = first & 0x0F;
                if (opcode == TEXT || opcode == PONG) {
                    String text = (opcode == PONG ? "pong " : "") + new String(payload, UTF_8);
                    received.add(text);
                    return text;
                }
            }
        }

        /** Says that it closes, and waits for the other side to do so. */
        void end() throws IOException {
            closeFrame(1000, "");
            drain();
        }

        /** Waits for the other side to close. */
        void drain() throws IOException {
            out.flush();
            socket.shutdownOutput();
            while (in.read() >= 0) {
                // Nothing more is of interest.
            }
        }

        /** Sends nothing, until the other side closes. */
        void hang() throws IOException {
            out.flush();
            while (!next().isEmpty()) {
                // Nothing is answered.
            }
        }
    }
}
