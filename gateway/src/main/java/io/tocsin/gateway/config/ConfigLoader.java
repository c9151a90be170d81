package io.tocsin.gateway.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValueFactory;
import io.tocsin.engine.pipeline.PipelineConfig;
import io.tocsin.engine.pipeline.PipelineConfig.Threads;
import io.tocsin.engine.pipeline.PipelineConfig.Waiting;
import io.tocsin.engine.port.Limits;
import io.tocsin.gateway.feed.FeedConfig;
import io.tocsin.gateway.feed.tcp.TcpConfig;
import io.tocsin.gateway.rest.RestConfig;
import io.tocsin.gateway.websocket.server.WebSocketSettings;
import io.tocsin.journal.inputs.Durability;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the {@link NodeConfig} out of defaults, a file and the environment, the later winning. The only reader of the
 * environment. Any thread may call it; it changes nothing.
 */
public final class ConfigLoader {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigLoader.class);
    private static final String REFERENCE = "reference.conf";
    private static final String INGRESS_RING_SIZE = "pipeline.ingress-ring-size";
    private static final String EGRESS_RING_SIZE = "pipeline.egress-ring-size";
    private static final String DURABILITY = "journal.durability";
    private static final int DAY_SECONDS = 86_400;
    private static final int CORES_TO_SPIN = 8;
    private static final long MIN_FREE_BYTES = 64 << 20;
    /** What an input takes in the journal, unless it is a long one. */
    private static final long RING_ENTRY_BYTES = 128;
    /** Leaves time for all else of the ten seconds in which a node has to stop. */
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

    private final Map<String, String> environment;
    private final int cores;

    ConfigLoader(Map<String, String> environment, int cores) {
        this.environment = Map.copyOf(environment);
        this.cores = cores;
    }

    /** A loader with the environment of this process. */
    public static ConfigLoader ofProcess() {
        return new ConfigLoader(System.getenv(), Runtime.getRuntime().availableProcessors());
    }

    /** The jar that this process was started with, as it was called; a class of an archive may not know it. */
    public static String jarOfProcess() {
        return System.getProperty("java.class.path");
    }

    /**
     * Reads and checks the whole configuration.
     *
     * @param file settings on top of the defaults, if any.
     */
    public NodeConfig load(Optional<Path> file) throws ConfigException {
        Config defaults = ConfigFactory.parseResources(
                ConfigLoader.class.getClassLoader(),
                REFERENCE,
                ConfigParseOptions.defaults().setAllowMissing(false));
        Config own = file.isPresent() ? parse(file.get()) : ConfigFactory.empty();
        Settings settings = Settings.of(FeedSections.complete(defaults, own, environment), own, environment);
        NodeConfig config = read(settings, own);
        refuseOpenDoors(config);
        refuseOnePortForBoth(config.http().rest().address(), config.ws().address());
        settings.unknownVariables(environment).forEach(name -> LOG.warn("{} is not a setting: ignored", name));
        return config;
    }

    private Config parse(Path file) throws ConfigException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new ConfigException("--config " + file + ": no such file, or not readable");
        }
        try {
            Config parsed = ConfigFactory.parseFile(
                    file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
            Config variables =
                    ConfigValueFactory.fromMap(environment, "the environment").toConfig();
            return parsed.resolveWith(parsed.withFallback(variables), ConfigResolveOptions.noSystem());
        } catch (com.typesafe.config.ConfigException malformed) {
            String reason = malformed.getMessage().replace(file + ": ", "");
            throw new ConfigException("--config " + file + ": " + reason);
        }
    }

    NodeConfig read(Settings settings, Config own) throws ConfigException {
        Path dataDir = settings.path("data-dir").orElseThrow(() -> new ConfigException("data-dir: must not be empty"));
        return new NodeConfig(
                dataDir,
                http(settings),
                webSocket(settings),
                settings.choice("auth.mode", NodeConfig.AuthMode.class),
                engine(settings),
                journal(settings),
                new NodeConfig.Snapshot(
                        settings.duration("snapshot.every", 1, 7 * DAY_SECONDS),
                        settings.bytes("snapshot.journal-growth", 1 << 20, Integer.MAX_VALUE)),
                new NodeConfig.Retention(
                        settings.duration("retention.journal", 0, 3650 * DAY_SECONDS),
                        settings.integer("retention.snapshots", 1, 1_000)),
                FeedSections.read(settings, own, dataDir),
                new NodeConfig.Push(
                        settings.path("push.fcm.service-account"), settings.integer("push.fcm.max-concurrent", 1, 500)),
                settings.flag("warm-up"));
    }

    private NodeConfig.Http http(Settings settings) throws ConfigException {
        return new NodeConfig.Http(
                new RestConfig(
                        settings.address("http"),
                        orByCores(settings.integer("http.io-threads", 0, 256), Math.max(2, cores / 2)),
                        settings.integer("rate-limit.requests-per-second", 1, 1_000_000),
                        settings.integer("rate-limit.burst", 1, 10_000_000)),
                orByCores(settings.integer("http.worker-threads", 0, 1024), 4 * cores));
    }

    private WebSocketSettings webSocket(Settings settings) throws ConfigException {
        return new WebSocketSettings(
                settings.text("node-name", 64),
                settings.address("ws"),
                orByCores(settings.integer("ws.threads", 0, 256), Math.max(1, cores / 2)),
                new WebSocketSettings.Limits(
                        settings.integer("ws.max-connections", 1, 1_000_000),
                        settings.integer("ws.max-connections-per-user", 1, 1_000_000),
                        settings.integer("ws.messages-per-second", 1, 1_000_000),
                        settings.integer("ws.message-burst", 1, 1_000_000),
                        settings.bytes("ws.max-message", 16 << 10, 1 << 20),
                        settings.bytes("ws.max-buffer", 64 << 10, 1 << 30)),
                new WebSocketSettings.Timing(
                        settings.duration("ws.heartbeat", 1, 300),
                        settings.duration("ws.auth-timeout", 1, 300),
                        settings.duration("ws.stalled-after", 1, 300),
                        CLOSE_WITHIN,
                        settings.duration("ws.reconnect-after", 0, 60)));
    }

    private NodeConfig.Engine engine(Settings settings) throws ConfigException {
        return new NodeConfig.Engine(
                new Limits(
                        settings.integer("engine.max-alerts", 1, 100_000_000),
                        settings.integer("engine.max-symbols", 1, 1_000_000),
                        settings.integer("max-alerts-per-user", 1, 100_000_000),
                        settings.integer("engine.max-series", 1, 10_000_000),
                        settings.integer("engine.max-series-per-symbol", 1, 1_000_000),
                        settings.integer("idempotency.max-keys-per-user", 1, 10_000_000),
                        settings.integer("idempotency.max-keys", 1, 10_000_000)),
                new PipelineConfig(
                        settings.powerOfTwo(INGRESS_RING_SIZE, 1 << 10, 1 << 22),
                        egressRingSize(settings),
                        waiting(settings),
                        threads(settings)));
    }

    /** Outputs that wait for the disk are many more than those that wait for a thread. */
    private static int egressRingSize(Settings settings) throws ConfigException {
        if (!settings.isAuto(EGRESS_RING_SIZE)) {
            return settings.powerOfTwo(EGRESS_RING_SIZE, 1 << 10, 1 << 22);
        }
        return settings.choice(DURABILITY, Durability.class) == Durability.GROUP_FSYNC ? 1 << 16 : 1 << 12;
    }

    private Threads threads(Settings settings) throws ConfigException {
        return switch (settings.choice("pipeline.threads", List.of("auto", "1", "2", "3"))) {
            case "1" -> Threads.ONE;
            case "2" -> Threads.TWO;
            case "3" -> Threads.THREE;
            default -> Threads.forCores(cores);
        };
    }

    /** What is kept free has to hold what the ring can still bring, and the journal's and the outbox's next blocks. */
    private NodeConfig.JournalSettings journal(Settings settings) throws ConfigException {
        long ringBytes = (long) settings.integer(INGRESS_RING_SIZE, 1, 1 << 22) * RING_ENTRY_BYTES;
        return new NodeConfig.JournalSettings(
                settings.choice(DURABILITY, Durability.class),
                settings.size("journal.min-free", MIN_FREE_BYTES + ringBytes, 1L << 50));
    }

    /** As chosen; {@code auto} spins only where cores abound: a spinning thread on a small machine starves the rest. */
    private Waiting waiting(Settings settings) throws ConfigException {
        return switch (settings.choice("pipeline.wait-strategy", WaitChoice.class)) {
            case AUTO -> cores >= CORES_TO_SPIN ? Waiting.BUSY_SPIN : Waiting.BLOCKING;
            case BLOCKING -> Waiting.BLOCKING;
            case SLEEPING -> Waiting.SLEEPING;
            case YIELDING -> Waiting.YIELDING;
            case BUSY_SPIN -> Waiting.BUSY_SPIN;
        };
    }

    private static int orByCores(int configured, int byCores) {
        return configured == 0 ? byCores : configured;
    }

    private static void refuseOpenDoors(NodeConfig config) throws ConfigException {
        if (config.authMode() == NodeConfig.AuthMode.DEV) {
            refuseUnlessLoopback("http.host", config.http().rest().address());
            refuseUnlessLoopback("ws.host", config.ws().address());
            for (FeedConfig feed : config.feeds().configured()) {
                if (feed instanceof TcpConfig tcp) {
                    refuseUnlessLoopback("feed." + tcp.name() + ".host", tcp.address());
                }
            }
        }
    }

    private static void refuseOnePortForBoth(InetSocketAddress http, InetSocketAddress ws) throws ConfigException {
        if (overlap(http.getAddress(), ws.getAddress()) && http.getPort() == ws.getPort() && http.getPort() != 0) {
            throw new ConfigException("http.port and ws.port: both are " + http.getPort() + ", on "
                    + http.getHostString() + " and " + ws.getHostString());
        }
    }

    /** Whether who listens on one of them has a port of the other, too. */
    static boolean overlap(InetAddress one, InetAddress other) {
        return one.equals(other) || one.isAnyLocalAddress() || other.isAnyLocalAddress();
    }

    private static void refuseUnlessLoopback(String key, InetSocketAddress address) throws ConfigException {
        if (!address.getAddress().isLoopbackAddress()) {
            throw new ConfigException(key + ": " + address.getHostString()
                    + " is not a loopback address; auth.mode dev allows nothing else");
        }
    }

    private enum WaitChoice {
        AUTO,
        BLOCKING,
        SLEEPING,
        YIELDING,
        BUSY_SPIN
    }
}
