package io.tocsin.gateway.feed.rates;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tocsin.gateway.feed.FeedDisabledException;
import io.tocsin.gateway.feed.FeedException;
import io.tocsin.gateway.feed.TestSink;
import io.tocsin.gateway.feed.TickSink;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a server on the loopback interface that answers as the providers do. */
class RatesFeedTest {
    private static final String KEY = "s3cr3t/key";
    private static final Duration AT_ONCE = Duration.ofMillis(1);
    private static final long NULL = TickSink.NULL_VALUE;

    @TempDir
    private Path directory;

    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;

    private record Answer(int status, String body, String etag) {}

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void shouldOfferAllPairsOfOneAnswerExactly() {
        answer(
                200,
                "{\"success\":true,\"timestamp\":1519296206,\"base\":\"EUR\",\"date\":\"2018-02-22\","
                        + "\"rates\":{\"USD\":1.23396,\"JPY\":132.360679,\"BTC\":1.1976891e-4}}");
        TestSink sink = new TestSink(3);
        assertThatThrownBy(() -> fixer("EURUSD", "USDJPY", "EURBTC").run(sink))
                .isInstanceOf(InterruptedException.class);

        long timeNs = 1_519_296_206_000_000_000L;
        assertThat(sink.ticks)
                .containsExactly(
                        new TestSink.Tick("EURUSD", 5, 123396, NULL, NULL, 0, timeNs),
                        new TestSink.Tick("USDJPY", 8, 10726496726L, NULL, NULL, 0, timeNs),
                        new TestSink.Tick("EURBTC", 11, 11976891, NULL, NULL, 0, timeNs));
        assertThat(requests)
                .containsExactly("/latest?access_key=s3cr3t%2Fkey&base=EUR&symbols=BTC,JPY,USD apikey=null etag=null");
    }

    @Test
    void shouldTakeTheQuotesOfCurrencylayerFromTheMarketplace() {
        answer(
                200,
                "{\"success\":true,\"terms\":\"https://x\",\"timestamp\":1430068515,\"source\":\"USD\","
                        + "\"quotes\":{\"USDAUD\":1.278384,\"USDEUR\":0.919677,\"USDUSD\":1.000268}}");
        TestSink sink = new TestSink(2);
        RatesConfig config = config(RatesProvider.CURRENCYLAYER, "USD", true, "/latest", "USDEUR", "EURUSD");
        assertThatThrownBy(() -> feed(config).run(sink)).isInstanceOf(InterruptedException.class);

        assertThat(sink.ticks).extracting(TestSink.Tick::price).containsExactly(919677L, 108733827L);
        assertThat(requests).containsExactly("/latest?source=USD&currencies=EUR apikey=s3cr3t/key etag=null");
    }

    @Test
    void shouldOfferOnlyWhatHasAnotherTimestampAndAskByTag() {
        String first = "{\"success\":true,\"timestamp\":1,\"base\":\"EUR\",\"rates\":{\"USD\":1.1}}";
        answers.add(new Answer(200, first, "\"a\""));
        answers.add(new Answer(304, "", null));
        answers.add(new Answer(200, first.replace("1.1", "1.2"), "\"b\""));
        answers.add(new Answer(200, first.replace(":1,", ":2,").replace("1.1", "1.3"), "\"c\""));
        TestSink sink = new TestSink(2);
        assertThatThrownBy(() -> fixer("EURUSD").run(sink)).isInstanceOf(InterruptedException.class);

        assertThat(sink.ticks).extracting(TestSink.Tick::price).containsExactly(11L, 13L);
        assertThat(requests).hasSize(4);
        assertThat(requests.get(1)).endsWith("etag=\"a\"");
        assertThat(requests.get(2)).endsWith("etag=\"a\"");
        assertThat(requests.get(3)).endsWith("etag=\"b\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "200 | {\"success\":false,\"error\":{\"code\":101,\"type\":\"invalid_access_key\"}} | code 101: invalid_access_key",
                "200 | {\"success\":false,\"error\":{\"code\":\"102\",\"info\":\"inactive\"}} | code 102: inactive",
                "403 | {\"success\":false,\"error\":{\"code\":105,\"type\":\"base_currency_access_restricted\"}} | code 105",
                "401 | {\"error\":{\"code\":\"invalid_access_key\",\"message\":\"no\"}} | code invalid_access_key: no",
                "401 | {\"message\":\"Invalid authentication credentials\"} | status 401: Invalid authentication credentials",
            })
    void shouldWaitForAPersonWhenTheAccountWillNotDo(int status, String body, String message) {
        answer(status, body);
        assertThatThrownBy(() -> fixer("EURUSD").run(new TestSink()))
                .isInstanceOf(FeedDisabledException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "200 | <html>moved</html> | status 200 is not JSON",
                "302 | <html>moved</html> | status 302 is not JSON",
                "502 | `` | status 502 is not JSON",
                "302 | {\"success\":false,\"error\":{\"code\":302,\"info\":\"invalid_date\"}} | code 302: invalid_date",
                "200 | {\"success\":false,\"error\":{\"code\":201,\"info\":\"bad source\"}} | code 201: bad source",
                "429 | {\"message\":\"API rate limit exceeded\"} | status 429: API rate limit exceeded",
                "200 | {\"success\":true,\"rates\":{\"USD\":1}} | no timestamp",
                "200 | [] | no object",
                "200 | {\"success\":true,\"timestamp\":1,\"base\":\"USD\",\"rates\":{\"GBP\":1}} | of USD and not of EUR",
                "500 | {\"success\":false,\"error\":{\"code\":0,\"info\":\"at ?access_key=s3cr3t/key\"}} | access_key=***",
            })
    void shouldFailForNowOtherwise(int status, String body, String message) {
        answer(status, body);
        assertThatThrownBy(() -> fixer("EURUSD").run(new TestSink()))
                .isExactlyInstanceOf(FeedException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining(KEY);
    }

    @Test
    void shouldAskNoMoreInAMonthWhoseQuotaIsUsedUp() {
        answer(429, "{\"success\":false,\"error\":{\"code\":104,\"info\":\"monthly limit\"}}");
        RatesFeed feed = fixer("EURUSD");
        assertThatThrownBy(() -> feed.run(new TestSink())).hasMessageContaining("code 104: monthly limit");
        assertThat(feed.quotaLeft()).hasValue(0);

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> fixer("EURUSD").run(new TestSink())).isInstanceOf(InterruptedException.class);
        assertThat(requests).hasSize(1);
    }

    @Test
    void shouldRejectAPairWithoutARate() {
        answer(
                200,
                "{\"success\":true,\"timestamp\":1,\"base\":\"EUR\",\"rates\":{\"USD\":0,\"JPY\":1e999999999,\"CHF\":1e-999999999,\"GBP\":0.9}}");
        TestSink sink = new TestSink(1);
        assertThatThrownBy(() -> fixer("EURUSD", "USDJPY", "CHFJPY", "EURGBP").run(sink))
                .isInstanceOf(InterruptedException.class);
        assertThat(sink.rejects)
                .hasSize(3)
                .first()
                .isEqualTo("EURUSD: the answer of 1970-01-01T00:00:01Z has no rate for it");
    }

    @Test
    void shouldNameTheServerThatIsNotThere() {
        server.stop(0);
        assertThatThrownBy(() -> fixer("EURUSD").run(new TestSink()))
                .isExactlyInstanceOf(FeedException.class)
                .hasMessageContaining("ConnectException");
    }

    @Test
    void shouldNotWaitForEverForTheRestOfAnAnswer() {
        CountDownLatch held = new CountDownLatch(1);
        server.createContext("/half", exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write("{\"success\":tr".getBytes(UTF_8));
            exchange.getResponseBody().flush();
            awaitQuietly(held);
            exchange.close();
        });
        RatesConfig config = config(RatesProvider.FIXER, "EUR", false, "/half", "EURUSD");
        RatesFeed impatient = new RatesFeed(config, AT_ONCE, Duration.ofMillis(200), Clock.systemUTC());
        assertThatThrownBy(() -> impatient.run(new TestSink()))
                .isExactlyInstanceOf(FeedException.class)
                .hasMessageContaining("no whole answer within 200 ms");
        held.countDown();
    }

    @Test
    void shouldTakeNoAnswerOfAnySize() {
        answer(200, "{" + " ".repeat(2 << 20) + "}");
        assertThatThrownBy(() -> fixer("EURUSD").run(new TestSink()))
                .isExactlyInstanceOf(FeedException.class)
                .hasMessageContaining("more than 1048576 bytes");
    }

    @Test
    void shouldMakeCallsLastForAMonth() {
        assertThat(RatesPlan.FREE.interval()).isEqualTo(Duration.ofMinutes(446).plusSeconds(24));
        assertThat(RatesPlan.BASIC.interval()).isEqualTo(Duration.ofHours(1));
        assertThat(RatesPlan.PROFESSIONAL.interval()).isEqualTo(Duration.ofMinutes(10));
        assertThat(RatesPlan.PROFESSIONAL_PLUS.interval()).isEqualTo(Duration.ofMinutes(1));
    }

    private void answer(int status, String body) {
        answers.add(new Answer(status, body, null));
    }

    private RatesFeed fixer(String... pairs) {
        return feed(config(RatesProvider.FIXER, "EUR", false, "/latest", pairs));
    }

    private RatesConfig config(
            RatesProvider provider, String base, boolean isMarketplace, String path, String... pairs) {
        return new RatesConfig(
                "fx",
                provider,
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path),
                isMarketplace,
                KEY,
                RatesPlan.BASIC,
                base,
                Stream.of(pairs)
                        .map(text -> CurrencyPair.parse(text).orElseThrow())
                        .toList(),
                directory.resolve("fx.quota"));
    }

    private static RatesFeed feed(RatesConfig config) {
        return new RatesFeed(config, AT_ONCE, Duration.ofSeconds(5), Clock.systemUTC());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestURI() + " apikey="
                + exchange.getRequestHeaders().getFirst("apikey") + " etag="
                + exchange.getRequestHeaders().getFirst("If-None-Match"));
        Answer answer = answers.remove();
        if (answer.etag() != null) {
            exchange.getResponseHeaders().set("ETag", answer.etag());
        }
        byte[] body = answer.body().getBytes(UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
