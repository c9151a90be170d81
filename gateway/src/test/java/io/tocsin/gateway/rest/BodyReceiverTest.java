package io.tocsin.gateway.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.Undertow;
import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpServerExchange;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.ReadReadyHandler;

/** Bodies that come after their heads, on a connection that is used again. */
class BodyReceiverTest {
    private static final int TIMEOUT_MS = 5_000;
    private static final int REQUESTS = 5;

    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final Semaphore heads = new Semaphore(0);
    private final Semaphore answers = new Semaphore(0);
    private Undertow server;

    @BeforeEach
    void start() {
        server = Undertow.builder()
                .addHttpListener(0, InetAddress.getLoopbackAddress().getHostAddress())
                .setIoThreads(1)
                .setHandler(this::receive)
                .build();
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
        executor.shutdown();
    }

    @Test
    void theRequestAfterABodyOfAKnownLengthIsNotOverlooked() throws Exception {
        post("Content-Length: 2", "{}");
    }

    @Test
    void theRequestAfterABodyInChunksIsNotOverlooked() throws Exception {
        post("Transfer-Encoding: chunked", "2\r\n{}\r\n0\r\n\r\n");
    }

    private void post(String header, String body) throws Exception {
        InetSocketAddress address =
                (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(TIMEOUT_MS);
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            for (int i = 0; i < REQUESTS; i++) {
                write(socket, "POST / HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n");
                assertThat(heads.tryAcquire(TIMEOUT_MS, MILLISECONDS)).isTrue();
                write(socket, body);
                assertThat(in.readLine()).isEqualTo("HTTP/1.1 200 OK");
                while (!in.readLine().isEmpty()) {}
            }
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(US_ASCII));
        out.flush();
    }

    private void receive(HttpServerExchange exchange) {
        answers.drainPermits();
        AbstractServerConnection connection = (AbstractServerConnection) exchange.getConnection();
        connection
                .getOriginalSourceConduit()
                .setReadReadyHandler(new Hesitant(connection.getChannel().getSourceChannel()));
        new BodyReceiver(
                        exchange,
                        body -> exchange.dispatch(executor, () -> {
                            exchange.endExchange();
                            answers.release();
                        }),
                        problem -> exchange.endExchange())
                .receive();
        exchange.getIoThread().execute(heads::release);
    }

    /**
     * Does what XNIO's own handler does, but lets another thread answer before it suspends a channel without a
     * listener.
     */
    private final class Hesitant extends ReadReadyHandler.ChannelListenerHandler<ConduitStreamSourceChannel> {
        private static final int HESITATION_MS = 100;

        private final ConduitStreamSourceChannel channel;

        Hesitant(ConduitStreamSourceChannel channel) {
            super(channel);
            this.channel = channel;
        }

        @Override
        public void readReady() {
            if (channel.getReadListener() == null) {
                awaitAnswer();
                channel.suspendReads();
            } else {
                super.readReady();
            }
        }

        private void awaitAnswer() {
            try {
                answers.tryAcquire(HESITATION_MS, MILLISECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
