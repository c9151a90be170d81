package io.tocsin.gateway.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tocsin.engine.pipeline.PipelineConfig;
import io.tocsin.engine.port.Limits;
import io.tocsin.gateway.cli.watch.DevTokens;
import io.tocsin.gateway.cli.watch.WatchException;
import io.tocsin.gateway.cli.watch.WatchPrinter;
import io.tocsin.gateway.cli.watch.Watcher;
import io.tocsin.gateway.config.NodeConfig;
import io.tocsin.gateway.feed.DemoFeed;
import io.tocsin.gateway.feed.FeedConfig;
import io.tocsin.gateway.rest.RestConfig;
import io.tocsin.gateway.websocket.server.WebSocketSettings;
import io.tocsin.journal.inputs.Durability;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    private final AtomicReference<Invitation> invitation = new AtomicReference<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final ByteArrayOutputStream watched = new ByteArrayOutputStream();
    private Node node;
    private Thread watch;

    @AfterEach
    void stop() {
        if (watch != null) {
            watch.interrupt();
        }
        node.close();
        assertThat(failures).hasValue(0);
    }

    @Test
    void shouldRingTheAlertThatItInvitesToAlsoAfterARestart() throws Exception {
        start(config(0, 0, "demo"));
        String text = invitation.get().text("tocsin.jar", "BTCUSD");
        watch("BTCUSD");
        await().untilAsserted(() -> assertThat(watchedText()).containsPattern("BTCUSD .* size "));

        assertThat(createAlert(text).statusCode()).isEqualTo(201);

        await().untilAsserted(() -> assertThat(watchedText()).contains("ALERT 1  BTCUSD is at or above 801.02: "));
        node.close();
        int rungBefore = countOf("ALERT 1");
        start(config(
                invitation.get().rest().getPort(), invitation.get().stream().getPort(), "demo"));
        await().atMost(Duration.ofSeconds(30)).until(() -> countOf("ALERT 1") > rungBefore);
        assertThat(watchedText()).contains("4001").doesNotContain("not kept");
    }

    @Test
    void shouldBeReadyWhenStartedAndRefuseWhenClosed() throws Exception {
        start(config(0, 0));
        URI ready = URI.create("http://127.0.0.1:" + invitation.get().rest().getPort() + "/readyz");
        assertThat(HTTP.send(HttpRequest.newBuilder(ready).build(), BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
        assertThat(invitation.get().level()).isEmpty();

        node.close();

        assertThatThrownBy(() -> HTTP.send(HttpRequest.newBuilder(ready).build(), BodyHandlers.discarding()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void shouldShowHowItsFeedsAre() throws Exception {
        start(config(0, 0, "demo"));
        URI metrics = URI.create("http://127.0.0.1:" + invitation.get().rest().getPort() + "/metrics");

        await().untilAsserted(() -> assertThat(
                        HTTP.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                                .body())
                .contains("tocsin_feed_state{feed=\"demo\",state=\"running\"} 1.0\n")
                .contains("tocsin_feed_failures_total{feed=\"demo\"} 0.0\n")
                .doesNotContain("tocsin_delivery_"));
    }

    @Test
    void shouldTouchNothingWhenAPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            node = new Node(config(0, taken.getLocalPort()), failures::incrementAndGet);

            assertThatThrownBy(() -> node.start(invitation::set))
                    .isInstanceOf(StartException.class)
                    .hasMessageStartingWith("ws.port: cannot listen on 127.0.0.1:" + taken.getLocalPort());
        }
        assertThat(data()).doesNotExist();
    }

    @Test
    void shouldNameTheDirectoryThatItCannotUse() throws Exception {
        Files.writeString(data(), "a file");
        node = new Node(config(0, 0), failures::incrementAndGet);

        assertThatThrownBy(() -> node.start(invitation::set))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("data-dir: " + data());
    }

    @Test
    void shouldNameTheServiceAccountThatIsNone() throws Exception {
        Path account = Files.writeString(directory.resolve("account.json"), "{}");
        NodeConfig usual = config(0, 0);
        node = new Node(
                new NodeConfig(
                        usual.dataDir(),
                        usual.http(),
                        usual.ws(),
                        usual.authMode(),
                        usual.engine(),
                        usual.journal(),
                        usual.snapshot(),
                        usual.retention(),
                        usual.feeds(),
                        new NodeConfig.Push(Optional.of(account), 1),
                        false),
                failures::incrementAndGet);

        assertThatThrownBy(() -> node.start(invitation::set))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("push.fcm.service-account: " + account);
        assertThat(data()).doesNotExist();
    }

    private void start(NodeConfig config) throws StartException {
        node = new Node(config, failures::incrementAndGet);
        node.start(invitation::set);
    }

    private void watch(String symbol) {
        URI rest = URI.create("http://127.0.0.1:" + invitation.get().rest().getPort());
        URI stream = URI.create("ws://127.0.0.1:" + invitation.get().stream().getPort() + "/v1/stream");
        Watcher watcher = new Watcher(
                stream,
                new DevTokens(rest, Invitation.USER),
                List.of(symbol),
                new WatchPrinter(new PrintWriter(watched, true, UTF_8), false));
        watch = new Thread(() -> {
            try {
                watcher.run();
            } catch (InterruptedException | WatchException ended) {
                Thread.currentThread().interrupt();
            }
        });
        watch.start();
    }

    /** Does what the line with curl does. */
    private static HttpResponse<String> createAlert(String invitation) throws IOException, InterruptedException {
        Matcher curl = Pattern.compile("curl -sS (\\S+) -H '(\\S+): (.+?)' -H '(\\S+): (.+?)' -d '(.+)'")
                .matcher(invitation);
        assertThat(curl.find()).as(invitation).isTrue();
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(curl.group(1)))
                        .header(curl.group(2), curl.group(3))
                        .header(curl.group(4), curl.group(5))
                        .POST(BodyPublishers.ofString(curl.group(6)))
                        .build(),
                BodyHandlers.ofString());
    }

    private String watchedText() {
        return watched.toString(UTF_8);
    }

    private int countOf(String text) {
        return watchedText().split(Pattern.quote(text), -1).length - 1;
    }

    private Path data() {
        return directory.resolve("data");
    }

    private NodeConfig config(int httpPort, int wsPort, String... feeds) {
        InetAddress here = InetAddress.getLoopbackAddress();
        return new NodeConfig(
                data(),
                new NodeConfig.Http(new RestConfig(new InetSocketAddress(here, httpPort), 1, 1000, 1000), 2),
                new WebSocketSettings(
                        "test",
                        new InetSocketAddress(here, wsPort),
                        1,
                        new WebSocketSettings.Limits(10, 10, 100, 100, 65536, 1 << 20),
                        new WebSocketSettings.Timing(
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(1),
                                Duration.ofMillis(100))),
                NodeConfig.AuthMode.DEV,
                new NodeConfig.Engine(
                        new Limits(1000, 16, 100, 100, 100, 100, 1_000),
                        new PipelineConfig(16_384, 1024, PipelineConfig.Waiting.BLOCKING, PipelineConfig.Threads.TWO)),
                new NodeConfig.JournalSettings(Durability.GROUP_FSYNC, 1),
                new NodeConfig.Snapshot(Duration.ofHours(1), 1 << 30),
                new NodeConfig.Retention(Duration.ofDays(30), 3),
                new NodeConfig.Feeds(
                        Stream.of(feeds)
                                .<FeedConfig>map(name -> new DemoFeed.Config(name, 60))
                                .toList(),
                        List.of(feeds)),
                new NodeConfig.Push(Optional.empty(), 1),
                false);
    }
}
