package io.tocsin.contract.ingest;

import io.tocsin.contract.ingest.IngestWire.Message;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;

/** One connection to a node that has said welcome. One thread reads, and one at a time writes; any closes. */
final class NodeLink implements AutoCloseable {
    private static final int CONNECT_WITHIN_MS = 10_000;
    /** After these it is worth to connect again: stopping, token expired, too slow, silent, too many connections. */
    private static final Set<Integer> PASSING = Set.of(2, 5, 6, 7, 12);

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private long resumeAfter;
    private int window;
    private int heartbeatMs;

    private NodeLink(Socket socket) throws IOException {
        this.socket = socket;
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /**
     * Connects, and says hello.
     *
     * @throws RefusedException when the node will not have this sender.
     */
    static NodeLink open(InetSocketAddress address, String sender, String token) throws IOException {
        Socket socket = new Socket();
        NodeLink link = null;
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.connect(new InetSocketAddress(address.getHostString(), address.getPort()), CONNECT_WITHIN_MS);
            socket.setSoTimeout(CONNECT_WITHIN_MS);
            NodeLink opening = new NodeLink(socket);
            opening.write(IngestWire.hello(sender, token));
            opening.onWelcome(opening.read());
            socket.setSoTimeout(0);
            link = opening;
            return link;
        } finally {
            if (link == null) {
                socket.close();
            }
        }
    }

    private void onWelcome(Message message) throws IOException {
        if (message.templateId() != IngestWire.WELCOME) {
            throw new IOException("the node answered Hello with a message " + message.templateId());
        }
        resumeAfter = message.body().getLong(0);
        window = message.body().getInt(8);
        heartbeatMs = message.body().getInt(12);
    }

    /** The last tick of the sender that was in the journal then. */
    long resumeAfter() {
        return resumeAfter;
    }

    int window() {
        return window;
    }

    int heartbeatMs() {
        return heartbeatMs;
    }

    /**
     * The next message but for a Bye.
     *
     * @throws RefusedException for a Bye after which there is no going on.
     * @throws IOException      for another one, and when the connection is lost.
     */
    Message read() throws IOException {
        Message message = IngestWire.read(in);
        if (message.templateId() != IngestWire.BYE) {
            return message;
        }
        String text = "the node said bye: " + message.text();
        if (PASSING.contains((int) message.body().get(8))) {
            throw new IOException(text);
        }
        throw new RefusedException(text);
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException closedAnyhow) {
            assert socket.isClosed();
        }
    }
}
