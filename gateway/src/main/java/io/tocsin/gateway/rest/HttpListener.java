package io.tocsin.gateway.rest;

import io.tocsin.gateway.deadline.Deadline;
import io.undertow.UndertowOptions;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * Undertow's HTTP, as {@code io.undertow.Undertow} sets it up, but behind a {@link StrictSource} on each connection.
 * <p>
 * {@link #start} and {@link #close} are for one thread.
 */
final class HttpListener {
    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);
    private static final int IDLE_TIMEOUT_MS = 60_000;
    private static final int BACKLOG = 1000;
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int BUFFERS_PER_THREAD = 4;
    private static final int ANY = -1;

    /** What is refused is refused before: here nothing must be left to refuse. */
    private static final OptionMap HTTP = OptionMap.builder()
            .set(UndertowOptions.NO_REQUEST_TIMEOUT, IDLE_TIMEOUT_MS)
            .set(UndertowOptions.BUFFER_PIPELINED_DATA, true)
            .set(UndertowOptions.MAX_ENTITY_SIZE, ANY)
            .set(UndertowOptions.MAX_PARAMETERS, Integer.MAX_VALUE)
            .set(UndertowOptions.DECODE_URL, false)
            .set(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, true)
            .getMap();

    private final InetSocketAddress address;
    private final int ioThreads;
    private final StrictSource.Timeouts timeouts;
    private final HttpHandler handler;
    private XnioWorker worker;
    private AcceptingChannel<StreamConnection> acceptor;

    /** @param handler asks {@link StrictSource#refusal} first. */
    HttpListener(InetSocketAddress address, int ioThreads, StrictSource.Timeouts timeouts, HttpHandler handler) {
        this.address = address;
        this.ioThreads = ioThreads;
        this.timeouts = timeouts;
        this.handler = handler;
    }

    /**
     * Starts to listen.
     *
     * @throws IOException when the address cannot be had; {@link #close} must follow then too.
     */
    void start() throws IOException {
        worker = Xnio.getInstance()
                .createWorker(OptionMap.builder()
                        .set(Options.WORKER_IO_THREADS, ioThreads)
                        .set(Options.WORKER_TASK_CORE_THREADS, 1)
                        .set(Options.WORKER_TASK_MAX_THREADS, 1)
                        .set(Options.TCP_NODELAY, true)
                        .getMap());
        HttpOpenListener http =
                new HttpOpenListener(new DefaultByteBufferPool(true, BUFFER_BYTES, ANY, BUFFERS_PER_THREAD), HTTP);
        http.setRootHandler(handler);
        OptionMap socket = OptionMap.builder()
                .set(Options.WORKER_IO_THREADS, ioThreads)
                .set(Options.TCP_NODELAY, true)
                .set(Options.REUSE_ADDRESSES, true)
                .set(Options.BALANCING_TOKENS, 1)
                .set(Options.BALANCING_CONNECTIONS, 2)
                .set(Options.BACKLOG, BACKLOG)
                .getMap();
        acceptor = worker.createStreamConnectionServer(address, channel -> accept(channel, http), socket);
        acceptor.resumeAccepts();
    }

    private void accept(AcceptingChannel<StreamConnection> channel, HttpOpenListener http) {
        try {
            StreamConnection connection = channel.accept();
            if (connection != null) {
                ConduitStreamSourceChannel source = connection.getSourceChannel();
                source.setConduit(new StrictSource(source.getConduit(), timeouts));
                http.handleEvent(connection);
            }
        } catch (ClosedChannelException closed) {
            LOG.debug("A client came when {} had just been closed", address);
        } catch (IOException failed) {
            LOG.warn("A client could not be accepted at {}: {}", address, failed.getMessage());
        }
    }

    /** Where it listens, once started. */
    InetSocketAddress address() {
        return acceptor.getLocalAddress(InetSocketAddress.class);
    }

    /** Accepts no more, and ends with the connections that there are. */
    void close(Deadline deadline) {
        if (acceptor != null) {
            IoUtils.safeClose(acceptor);
            acceptor = null;
        }
        if (worker != null) {
            worker.shutdown();
            awaitTermination(deadline);
            worker = null;
        }
    }

    private void awaitTermination(Deadline deadline) {
        try {
            if (!worker.awaitTermination(deadline.left().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("The listener at {} does not end: it is left behind", address);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
