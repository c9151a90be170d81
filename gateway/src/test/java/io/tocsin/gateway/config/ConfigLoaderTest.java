package io.tocsin.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.tocsin.engine.pipeline.PipelineConfig;
import io.tocsin.engine.pipeline.PipelineConfig.Threads;
import io.tocsin.engine.pipeline.PipelineConfig.Waiting;
import io.tocsin.engine.port.Limits;
import io.tocsin.gateway.feed.DemoFeed;
import io.tocsin.gateway.websocket.server.WebSocketSettings;
import io.tocsin.journal.inputs.Durability;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
    @TempDir
    private Path directory;

    @Test
    void shouldHaveDefaults() throws ConfigException {
        NodeConfig config = load(Map.of());

        assertThat(config.dataDir()).isEqualTo(Path.of("data"));
        assertThat(config.http().rest().address().getAddress().getHostAddress()).isEqualTo("127.0.0.1");
        assertThat(config.http().rest().address().getPort()).isEqualTo(8080);
        assertThat(config.ws().address().getPort()).isEqualTo(8081);
        assertThat(config.ws().limits().maxBufferBytes()).isEqualTo(1 << 20);
        assertThat(config.ws().timing().heartbeat()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.feeds().started()).containsExactly("demo");
        assertThat(config.feeds().configured()).containsExactly(new DemoFeed.Config("demo", 60));
        assertThat(config.authMode()).isEqualTo(NodeConfig.AuthMode.DEV);
        assertThat(config.engine().limits())
                .isEqualTo(new Limits(1_000_000, 16_384, 10_000, 65_536, 1_024, 20_000, 250_000));
        assertThat(config.journal()).isEqualTo(new NodeConfig.JournalSettings(Durability.PAGE_CACHE, 256 << 20));
        assertThat(config.engine().pipeline())
                .isEqualTo(new PipelineConfig(4_096, 4_096, Waiting.BLOCKING, Threads.ONE));
        assertThat(config.push().serviceAccount()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1", "localhost, 127.0.0.1", "::1, ::1"})
    void shouldRefuseOnePortForBoth(String http, String ws) {
        Map<String, String> environment = Map.of(
                "TOCSIN_HTTP_HOST", http, "TOCSIN_WS_HOST", ws, "TOCSIN_HTTP_PORT", "9000", "TOCSIN_WS_PORT", "9000");
        assertThatThrownBy(() -> load(environment))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("http.port and ws.port: both are 9000");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 0.0.0.0, true",
        "::, 127.0.0.1, true",
        "0.0.0.0, ::, true",
        "127.0.0.1, 127.0.0.2, false",
    })
    void shouldKnowWhichHostsOverlap(String http, String ws, boolean overlap) throws UnknownHostException {
        assertThat(ConfigLoader.overlap(InetAddress.getByName(http), InetAddress.getByName(ws)))
                .isEqualTo(overlap);
    }

    @Test
    void shouldTakeAnyFreePortsForBoth() throws ConfigException {
        assertThat(load(Map.of("TOCSIN_HTTP_PORT", "0", "TOCSIN_WS_PORT", "0"))
                        .ws()
                        .address()
                        .getPort())
                .isZero();
    }

    @Test
    void shouldTakeEveryKeyFromTheEnvironment() throws ConfigException {
        Map<String, String> environment = Map.ofEntries(
                Map.entry("TOCSIN_DATA_DIR", "/srv/tocsin"),
                Map.entry("TOCSIN_NODE_NAME", "a"),
                Map.entry("TOCSIN_HTTP_HOST", "localhost"),
                Map.entry("TOCSIN_HTTP_PORT", "0"),
                Map.entry("TOCSIN_HTTP_IO_THREADS", "3"),
                Map.entry("TOCSIN_HTTP_WORKER_THREADS", "5"),
                Map.entry("TOCSIN_WS_HOST", "::1"),
                Map.entry("TOCSIN_WS_PORT", "65535"),
                Map.entry("TOCSIN_WS_THREADS", "7"),
                Map.entry("TOCSIN_WS_MAX_BUFFER", "512 KiB"),
                Map.entry("TOCSIN_WS_HEARTBEAT", "2s"),
                Map.entry("TOCSIN_WS_STALLED_AFTER", "4s"),
                Map.entry("TOCSIN_WS_RECONNECT_AFTER", "5s"),
                Map.entry("TOCSIN_WS_MAX_CONNECTIONS", "9"),
                Map.entry("TOCSIN_WS_MAX_CONNECTIONS_PER_USER", "8"),
                Map.entry("TOCSIN_WS_MESSAGES_PER_SECOND", "30"),
                Map.entry("TOCSIN_WS_MESSAGE_BURST", "31"),
                Map.entry("TOCSIN_WS_MAX_MESSAGE", "32768"),
                Map.entry("TOCSIN_WS_AUTH_TIMEOUT", "1 minute"),
                Map.entry("TOCSIN_FEEDS", ""),
                Map.entry("TOCSIN_AUTH_MODE", "dev"),
                Map.entry("TOCSIN_RATE_LIMIT_REQUESTS_PER_SECOND", "12"),
                Map.entry("TOCSIN_RATE_LIMIT_BURST", "13"),
                Map.entry("TOCSIN_MAX_ALERTS_PER_USER", "14"),
                Map.entry("TOCSIN_MAX_ALERTS", "15"),
                Map.entry("TOCSIN_MAX_SYMBOLS", "16"),
                Map.entry("TOCSIN_MAX_SERIES", "18"),
                Map.entry("TOCSIN_MAX_SERIES_PER_SYMBOL", "19"),
                Map.entry("TOCSIN_IDEMPOTENCY_MAX_KEYS_PER_USER", "24"),
                Map.entry("TOCSIN_IDEMPOTENCY_MAX_KEYS", "25"),
                Map.entry("TOCSIN_DURABILITY", "group-fsync"),
                Map.entry("TOCSIN_JOURNAL_MIN_FREE", "1 GiB"),
                Map.entry("TOCSIN_SNAPSHOT_EVERY", "20 s"),
                Map.entry("TOCSIN_SNAPSHOT_JOURNAL_GROWTH", "21 MiB"),
                Map.entry("TOCSIN_RETENTION_JOURNAL", "22 days"),
                Map.entry("TOCSIN_RETENTION_SNAPSHOTS", "23"),
                Map.entry("TOCSIN_PIPELINE_INGRESS_RING_SIZE", "16384"),
                Map.entry("TOCSIN_PIPELINE_EGRESS_RING_SIZE", "1024"),
                Map.entry("TOCSIN_PIPELINE_THREADS", "3"),
                Map.entry("TOCSIN_PIPELINE_WAIT_STRATEGY", "sleeping"),
                Map.entry("TOCSIN_PUSH_FCM_SERVICE_ACCOUNT", "account.json"),
                Map.entry("TOCSIN_PUSH_FCM_MAX_CONCURRENT", "17"),
                Map.entry("TOCSIN_WARM_UP", "false"));

        NodeConfig config = load(environment);

        assertThat(config.dataDir()).isEqualTo(Path.of("/srv/tocsin"));
        assertThat(config.http().rest().address().getAddress().isLoopbackAddress())
                .isTrue();
        assertThat(config.http().rest().ioThreads()).isEqualTo(3);
        assertThat(config.http().workerThreads()).isEqualTo(5);
        assertThat(config.ws().node()).isEqualTo("a");
        assertThat(config.ws().address().getPort()).isEqualTo(65535);
        assertThat(config.ws().eventLoops()).isEqualTo(7);
        assertThat(config.ws().limits()).isEqualTo(new WebSocketSettings.Limits(9, 8, 30, 31, 32768, 512 << 10));
        assertThat(config.ws().timing())
                .isEqualTo(new WebSocketSettings.Timing(
                        Duration.ofSeconds(2),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5)));
        assertThat(config.feeds()).isEqualTo(NodeConfig.Feeds.NONE);
        assertThat(config.http().rest().requestsPerSecond()).isEqualTo(12);
        assertThat(config.http().rest().burst()).isEqualTo(13);
        assertThat(config.engine())
                .isEqualTo(new NodeConfig.Engine(
                        new Limits(15, 16, 14, 18, 19, 24, 25),
                        new PipelineConfig(16_384, 1024, Waiting.SLEEPING, Threads.THREE)));
        assertThat(config.journal()).isEqualTo(new NodeConfig.JournalSettings(Durability.GROUP_FSYNC, 1 << 30));
        assertThat(config.snapshot()).isEqualTo(new NodeConfig.Snapshot(Duration.ofSeconds(20), 21 << 20));
        assertThat(config.retention()).isEqualTo(new NodeConfig.Retention(Duration.ofDays(22), 23));
        assertThat(config.push()).isEqualTo(new NodeConfig.Push(Optional.of(Path.of("account.json")), 17));
        assertThat(config.warmUp()).isFalse();
        assertThat(environment).as("one variable a key").hasSameSizeAs(keysOfTheReference());
    }

    @Test
    void shouldPreferTheEnvironmentToTheFileAndTheFileToTheDefault() throws Exception {
        Path file = write("http { port = 1, host = localhost }\nws.port = 2\nfeeds = []\ndata-dir = ${BASE}/x");

        NodeConfig config = load(file, Map.of("TOCSIN_HTTP_PORT", "3", "BASE", "/base"));

        assertThat(config.http().rest().address().getPort()).isEqualTo(3);
        assertThat(config.ws().address().getPort()).isEqualTo(2);
        assertThat(config.feeds()).isEqualTo(NodeConfig.Feeds.NONE);
        assertThat(config.dataDir()).isEqualTo(Path.of("/base/x"));
    }

    @Test
    void shouldReadEveryKeyOfTheReference() throws ConfigException {
        Config own = ConfigFactory.parseString(
                "feed { demo {}, simulator {}, tcp {}, csv { file = a.csv, symbol = X, columns.price = p },"
                        + " fixer { access-key = k, pairs = EURUSD }, currencylayer { access-key = k, pairs = USDEUR },"
                        + " binance { symbols = A }, coinbase { symbols = A }, kraken { symbols = A } }");
        Config defaults = FeedSections.complete(ConfigFactory.parseResources("reference.conf"), own, Map.of());
        Settings settings = Settings.of(defaults, own, Map.of());

        new ConfigLoader(Map.of(), 2).read(settings, own);

        assertThat(settings.unread()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, ONE", "3, ONE", "4, TWO", "7, TWO", "8, THREE"})
    void shouldHaveAsManyThreadsAsCoresAllow(int cores, Threads threads) throws ConfigException {
        assertThat(new ConfigLoader(Map.of(), cores)
                        .load(Optional.empty())
                        .engine()
                        .pipeline()
                        .threads())
                .isEqualTo(threads);
    }

    @Test
    void shouldLetMoreOutputsWaitForTheDisk() throws ConfigException {
        PipelineConfig config =
                load(Map.of("TOCSIN_DURABILITY", "group-fsync")).engine().pipeline();
        assertThat(config.ingressRingSize()).isEqualTo(4_096);
        assertThat(config.egressRingSize()).isEqualTo(65_536);
    }

    @Test
    void shouldSpinOnlyWhereCoresAbound() throws ConfigException {
        assertThat(new ConfigLoader(Map.of(), 8)
                        .load(Optional.empty())
                        .engine()
                        .pipeline()
                        .waiting())
                .isEqualTo(Waiting.BUSY_SPIN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http.prt = 1                   | http.prt: unknown key",
                "engine { max-alert = 5 }       | engine.max-alert: unknown key",
                "colour = null                  | colour: unknown key",
                "http = 5                       | http: unknown key",
                "http.port.x = 5                | http.port.x: unknown key",
                "http.port = 70000              | http.port: must be a whole number from 0 to 65535, not 70000",
                "http.port = 80.5               | http.port: must be a whole number from 0 to 65535, not 80.5",
                "http.port = eighty             | http.port: must be a whole number from 0 to 65535, not eighty",
                "http.port = null               | http.port: must be a value, not null",
                "http.port = [1]                | http.port: must be a single value, not [1]",
                "http.port = {}                 | http.port: must be a single value, not {}",
                "http.port = 1e99               | http.port: must be a whole number from 0 to 65535",
                "http.host = \"no such host\"   | http.host: must be an address, or a name that resolves to one",
                "http.host = \"\"               | http.host: must be 1 to 255 characters",
                "http.host = 0.0.0.0            | http.host: 0.0.0.0 is not a loopback address; auth.mode dev",
                "ws.host = 192.0.2.1            | ws.host: 192.0.2.1 is not a loopback address; auth.mode dev",
                "feed.tcp.host = 0.0.0.0        | feed.tcp.host: 0.0.0.0 is not a loopback address; auth.mode dev",
                "ws.max-buffer = 1 KiB          | ws.max-buffer: must be a size from 65536 to 1073741824 bytes",
                "ws.max-buffer = big            | ws.max-buffer: must be a size such as 512 KiB, not big",
                "ws.heartbeat = 10 ms           | ws.heartbeat: must be a duration from 1 s to 300 s, not 10 ms",
                "ws.heartbeat = often           | ws.heartbeat: must be a duration such as 10 s, not often",
                "feeds = demmo                  | feeds: must be names out of: binance, coinbase, csv, currencylayer, demo, fixer, kraken, simulator, tcp, not demmo",
                "feeds = \"demo,demo\"          | feeds: must be names that differ, not demo,demo",
                "auth.mode = jwks               | auth.mode: must be one of: dev, not jwks",
                "journal.durability = none      | journal.durability: must be one of: page-cache, group-fsync, not none",
                "journal.min-free = 64 MiB      | journal.min-free: must be a size from 67633152 to 1125899906842624 bytes",
                "engine.max-alerts = 0          | engine.max-alerts: must be a whole number from 1 to 100000000, not 0",
                "idempotency.max-keys = 0       | idempotency.max-keys: must be a whole number from 1 to 10000000, not 0",
                "idempotency.max-keys-per-user=0| idempotency.max-keys-per-user: must be a whole number from 1 to",
                "engine.max-series = 0          | engine.max-series: must be a whole number from 1 to 10000000, not 0",
                "engine.max-series-per-symbol=0 | engine.max-series-per-symbol: must be a whole number from 1 to",
                "pipeline.egress-ring-size = 65 | pipeline.egress-ring-size: must be a whole number from 1024 to",
                "pipeline.egress-ring-size=5000 | pipeline.egress-ring-size: must be a power of two from 1024 to",
                "pipeline.threads = 4           | pipeline.threads: must be one of: auto, 1, 2, 3, not 4",
                "pipeline.wait-strategy = spin  | pipeline.wait-strategy: must be one of: auto, blocking, sleeping,",
                "data-dir = \"\"                | data-dir: must not be empty",
                "data-dir = \"a\\u0000\"         | data-dir: must be a path (Nul character not allowed), not a",
                "http.port = \"٨٠٨٠\"             | http.port: must be a whole number from 0 to 65535, not ٨٠٨٠",
                "ws.max-buffer = \"１ MiB\"       | ws.max-buffer: must be a size such as 512 KiB, not １ MiB",
                "ws.heartbeat = \"１ s\"          | ws.heartbeat: must be a duration such as 10 s, not １ s",
                "node-name = \"a\\uFFFD\"         | node-name: must be UTF-8 in a file, and in the encoding of the locale",
            })
    void shouldNameWhatIsWrongInAFile(String content, String message) throws Exception {
        Path file = write(content);

        assertThatThrownBy(() -> load(file, Map.of()))
                .isInstanceOf(ConfigException.class)
                .message()
                .startsWith(message)
                .doesNotContain("\n");
    }

    @Test
    void shouldSayWhereAValueComesFrom() throws Exception {
        Path file = write("\nws.port = -1");

        assertThatThrownBy(() -> load(file, Map.of())).message().contains(file + ": 2");
        assertThatThrownBy(() -> load(Map.of("TOCSIN_NODE_NAME", "\uFFFD\uFFFD")))
                .hasMessageStartingWith("node-name: must be UTF-8")
                .hasMessageEndingWith("(TOCSIN_NODE_NAME)");
        assertThatThrownBy(() -> load(Map.of("TOCSIN_MAX_ALERTS", "0")))
                .hasMessage("engine.max-alerts: must be a whole number from 1 to 100000000, not 0 (TOCSIN_MAX_ALERTS)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http {", "a = ${NOWHERE}", "a = \"", "include required(\"x\")"})
    void shouldRefuseAMalformedFileInOneLine(String content) throws Exception {
        Path file = write(content);

        assertThatThrownBy(() -> load(file, Map.of()))
                .isInstanceOf(ConfigException.class)
                .message()
                .startsWith("--config " + file + ": ")
                .doesNotContain("\n");
    }

    @Test
    void shouldRefuseAFileThatIsNotThere() {
        Path missing = directory.resolve("missing.conf");

        assertThatThrownBy(() -> load(missing, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--config " + missing + ": no such file, or not readable");
        assertThatThrownBy(() -> load(directory, Map.of())).isInstanceOf(ConfigException.class);
    }

    /** But for those of feeds, of which there are as many as there are names. */
    private static Set<String> keysOfTheReference() {
        return ConfigFactory.parseResources("reference.conf").entrySet().stream()
                .map(Map.Entry::getKey)
                .filter(key -> !key.startsWith("feed."))
                .collect(Collectors.toSet());
    }

    private Path write(String content) throws IOException {
        return Files.writeString(directory.resolve("tocsin.conf"), content);
    }

    private static NodeConfig load(Map<String, String> environment) throws ConfigException {
        return new ConfigLoader(environment, 2).load(Optional.empty());
    }

    private static NodeConfig load(Path file, Map<String, String> environment) throws ConfigException {
        return new ConfigLoader(environment, 2).load(Optional.of(file));
    }
}
