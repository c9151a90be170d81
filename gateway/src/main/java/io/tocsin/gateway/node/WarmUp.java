package io.tocsin.gateway.node;

import io.tocsin.engine.pipeline.PipelineConfig;
import io.tocsin.engine.port.Limits;
import io.tocsin.gateway.config.NodeConfig;
import io.tocsin.gateway.deadline.Deadline;
import io.tocsin.gateway.rest.RestConfig;
import io.tocsin.gateway.websocket.server.WebSocketSettings;
import io.tocsin.journal.inputs.Durability;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays alerts to nobody after the start, so that the first alerts of users are not late: what the JVM has run once a
 * second only, it still interprets after an hour, at twenty times the time.
 * <p>
 * A second, small node in this process, with a directory of its own in the data directory and ports that nobody knows,
 * takes prices over HTTP and sends the alerts that they fire over WebSocket, one after the other, some thousand times.
 * It shares nothing with the node but the classes, which the JVM compiles meanwhile. Whatever goes wrong with it ends
 * it, and nothing else.
 */
public final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final int ALERTS = 4_000;
    private static final Duration AT_MOST = Duration.ofSeconds(8);
    private static final Limits LIMITS = new Limits(16, 16, 16, 16, 16, 16, 16);
    private static final int UNBOUNDED = 1_000_000;
    private static final int RING_SIZE = 1 << 10;
    private static final long MIN_FREE_BYTES = 64 << 20;

    private final NodeConfig config;
    private final Path directory;
    private final Thread thread = new Thread(this::run, "tocsin-warm-up");
    private final int atMost;
    private final AtomicInteger alerts = new AtomicInteger();
    private volatile boolean isEnding;

    /** @param of the node whose start this follows. */
    public WarmUp(NodeConfig of) {
        this(of, ALERTS);
    }

    WarmUp(NodeConfig of, int atMost) {
        this.atMost = atMost;
        directory = of.dataDir().resolve("warm-up");
        config = small(of, directory);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((failed, cause) -> LOG.warn("The warm-up was given up", cause));
    }

    /** So many have fired. */
    int alerts() {
        return alerts.get();
    }

    public void start() {
        thread.start();
    }

    /** Has it end soon if it still goes on. */
    public void beginStop() {
        isEnding = true;
    }

    /** Waits until it is over, and what it has written is gone. */
    public void awaitEnd(Deadline deadline) {
        try {
            thread.join(1 + deadline.left().toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            remove(directory);
            AtomicReference<Invitation> where = new AtomicReference<>();
            Node node = Node.forWarmUp(config, () -> isEnding = true);
            node.start(where::set);
            try {
                play(where.get());
            } finally {
                node.close();
                remove(directory);
            }
        } catch (IOException | StartException failed) {
            LOG.debug("The warm-up was given up: {}", failed.toString());
        }
    }

    private void play(Invitation where) throws IOException {
        try (WarmUpClient trader = new WarmUpClient(where)) {
            long startNs = System.nanoTime();
            trader.subscribe();
            for (int i = 0; i < atMost && !isEnding && System.nanoTime() - startNs < AT_MOST.toNanos(); i++) {
                trader.letAlertFire();
                alerts.incrementAndGet();
            }
        }
    }

    private static void remove(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(directory)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }

    /** The same threads as those of the node, as what is compiled depends on them, and next to no memory. */
    private static NodeConfig small(NodeConfig of, Path directory) {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        PipelineConfig pipeline = of.engine().pipeline();
        WebSocketSettings ws = of.ws();
        return new NodeConfig(
                directory,
                new NodeConfig.Http(
                        new RestConfig(anyPort, of.http().rest().ioThreads(), UNBOUNDED, UNBOUNDED),
                        of.http().workerThreads()),
                new WebSocketSettings(ws.node(), anyPort, ws.eventLoops(), ws.limits(), ws.timing()),
                NodeConfig.AuthMode.DEV,
                new NodeConfig.Engine(
                        LIMITS, new PipelineConfig(RING_SIZE, RING_SIZE, pipeline.waiting(), pipeline.threads())),
                new NodeConfig.JournalSettings(Durability.PAGE_CACHE, MIN_FREE_BYTES),
                of.snapshot(),
                of.retention(),
                NodeConfig.Feeds.NONE,
                new NodeConfig.Push(Optional.empty(), 1),
                false);
    }
}
