package io.tocsin.gateway.feed.exchange;

import static io.tocsin.gateway.feed.exchange.ExchangeFixture.quote;
import static io.tocsin.gateway.feed.exchange.ExchangeFixture.trade;
import static io.tocsin.gateway.feed.exchange.ScriptedServer.answering;
import static io.tocsin.gateway.feed.exchange.ScriptedServer.sending;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tocsin.gateway.feed.FeedDisabledException;
import io.tocsin.gateway.feed.FeedException;
import io.tocsin.gateway.feed.TestSink;
import io.tocsin.gateway.feed.TickSink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How connections begin and end, and what may come on them. */
@Timeout(60)
class StreamFaultsTest {
    private static final long NULL = TickSink.NULL_VALUE;
    private static final String A = "AUSDT";

    @Test
    void shouldMakeATickOfEachTradeAndOfEachQuoteThatChanged() throws Exception {
        try (ExchangeFixture fixture = new ExchangeFixture(sending(
                "{\"result\":null,\"id\":1}",
                quote(A, "99.5", "100.25"),
                trade(A, 1, "100.10000000"),
                quote(A, "99.50", "100.250"),
                quote(A, "99.5", "100.3"),
                trade(A, 2, "0.00001234"),
                trade("BUSDT", 1),
                "{\"e\":\"kline\",\"s\":\"AUSDT\",\"k\":{\"t\":1}}",
                "{\"e\":\"depthUpdate\",\"s\":\"AUSDT\",\"b\":[[\"1\",\"2\"]],\"a\":[]}"))) {
            FeedException end = fixture.run(fixture.feed(Exchange.BINANCE, A));

            assertThat(end).hasMessageEndingWith("closed by the exchange: 1000");
            long ms = 1_000_000L;
            long epochMs = 1_700_000_000_000L;
            assertThat(fixture.sink.ticks)
                    .containsExactly(
                            new TestSink.Tick(A, 2, 10010, 9950, 10025, 2_000_000, (epochMs + 1) * ms),
                            new TestSink.Tick(A, 1, 1001, 995, 1003, 0, NULL),
                            new TestSink.Tick(
                                    A, 8, 1234, 9_950_000_000L, 10_030_000_000L, 2_000_000, (epochMs + 2) * ms));
            assertThat(fixture.sink.heard).isEqualTo(9);
            assertThat(fixture.sink.rejects).isEmpty();
            assertThat(fixture.server.received)
                    .containsExactly(
                            "{\"method\":\"SUBSCRIBE\",\"params\":[\"ausdt@trade\",\"ausdt@bookTicker\"],\"id\":1}");
        }
    }

    @Test
    void shouldKeepOutWhatMakesNoSense() throws Exception {
        try (ExchangeFixture fixture = new ExchangeFixture(sending(
                trade(A, 1, "0.00000000"),
                trade(A, 2, "-1.5"),
                trade(A, 3, "1.5"),
                quote(A, "2", "1"),
                quote(A, "0", "1"),
                trade(A, 4, "1e3")))) {
            fixture.run(fixture.feed(Exchange.BINANCE, A));

            assertThat(fixture.sink.rejects)
                    .containsExactly(
                            "AUSDT trade 1: price is not more than zero",
                            "AUSDT trade 2: price is not more than zero",
                            "AUSDT quote: the bid is above the ask",
                            "AUSDT quote: bid or ask is not more than zero");
            assertThat(fixture.sink.ticks).extracting(TestSink.Tick::price).containsExactly(15L, 1_000L);
            assertThat(fixture.sink.gaps).isEmpty();
        }
    }

    @Test
    void shouldEndWhenNothingCanBeRead() throws Exception {
        int most = MessageReader.MOST_MALFORMED_IN_A_ROW;
        Stream<String> almost = IntStream.range(1, most).mapToObj(i -> "no");
        Stream<String> enough = IntStream.range(0, most).mapToObj(i -> "no");
        String[] messages = Stream.of(almost, Stream.of(trade(A, 1)), enough)
                .flatMap(part -> part)
                .toArray(String[]::new);
        try (ExchangeFixture fixture = new ExchangeFixture(peer -> {
            peer.upgrade();
            peer.next();
            for (String message : messages) {
                peer.text(message);
            }
            peer.hang();
        })) {
            assertThat(fixture.run(fixture.feed(Exchange.BINANCE, A)))
                    .hasMessageContaining(most + " messages in a row that cannot be read");
            assertThat(fixture.ids(A)).containsExactly(1L);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 302 Found\\r\\nLocation: https://elsewhere/\\r\\nContent-Length: 0\\r\\n\\r\\n | 302 to https://elsewhere/",
                "HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\nContent-Length: 6\\r\\n\\r\\n<html> | upgrade with 200",
                "HTTP/1.1 451 No\\r\\nContent-Length: 0\\r\\n\\r\\n | upgrade with 451",
                "HTTP/1.1 200 OK\\r\\n\\r\\n<html> | upgrade with 200",
                "nonsense\\r\\n\\r\\n | with what is no HTTP",
                "HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: x\\r\\n\\r\\n | with 101 without agreeing to it",
            })
    void shouldNameWhatTheUpgradeIsAnsweredWith(String answer, String message) throws Exception {
        String text = answer.replace("\\r\\n", "\r\n");
        try (ExchangeFixture fixture = new ExchangeFixture(answering(text))) {
            assertThat(fixture.run(fixture.feed(Exchange.BINANCE, A)))
                    .isExactlyInstanceOf(FeedException.class)
                    .hasMessageContaining(message);
        }
    }

    @Test
    void shouldStayAwayForAsLongAsItIsAskedTo() throws Exception {
        try (ExchangeFixture fixture = new ExchangeFixture(
                answering("HTTP/1.1 429 Too Many Requests", "Retry-After: 1", "Content-Length: 0", "", ""),
                sending(trade(A, 1)))) {
            ExchangeFeed feed = fixture.feed(Exchange.BINANCE, A);
            assertThat(fixture.run(feed)).hasMessageContaining("answers the upgrade with 429");
            long startNs = System.nanoTime();
            fixture.run(feed);

            assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isGreaterThan(Duration.ofMillis(800));
            assertThat(fixture.ids(A)).containsExactly(1L);
        }
    }

    @Test
    void shouldNameAServerThatIsNotThere() throws Exception {
        try (ExchangeFixture fixture = new ExchangeFixture()) {
            fixture.server.close();
            assertThat(fixture.run(fixture.feed(Exchange.BINANCE, A)))
                    .hasMessageStartingWith(fixture.server.url() + ": ")
                    .hasMessageContaining("refused");
        }
    }

    @Test
    void shouldEndAConnectionThatIsSilent() throws Exception {
        try (ExchangeFixture fixture = new ExchangeFixture(peer -> {
            peer.upgrade();
            peer.next();
            peer.text(trade(A, 1));
            // Half a message of ten bytes.
            peer.raw("\u0001\nhalf".getBytes(UTF_8));
            peer.hang();
        })) {
            fixture.silence = Duration.ofSeconds(1);
            assertThat(fixture.run(fixture.feed(Exchange.BINANCE, A)))
                    .hasMessageEndingWith("nothing has come for 1000 ms");
            assertThat(fixture.ids(A)).containsExactly(1L);
        }
    }

    @Test
    void shouldEndAConnectionThatBreaksInTheMiddleOfAMessage() throws Exception {
        try (ExchangeFixture fixture = new ExchangeFixture(peer -> {
            peer.upgrade();
            peer.next();
            peer.text(trade(A, 1));
            peer.raw("\u0001\nhalf".getBytes(UTF_8));
            peer.drain();
        })) {
            assertThat(fixture.run(fixture.feed(Exchange.BINANCE, A))).hasMessageEndingWith("the connection is lost");
            assertThat(fixture.ids(A)).containsExactly(1L);
        }
    }

    @Test
    void shouldAskASilentKrakenForASignOfLife() throws Exception {
        try (ExchangeFixture fixture = new ExchangeFixture(peer -> {
            peer.upgrade();
            for (int i = 0; i < 2 + 3; ) {
                if (peer.next().equals("{\"method\":\"ping\"}")) {
                    peer.text("{\"method\":\"pong\"}");
                }
                i++;
            }
            peer.hang();
        })) {
            fixture.silence = Duration.ofMillis(1_200);
            assertThat(fixture.run(fixture.feed(Exchange.KRAKEN, "BTC/USD"))).hasMessageContaining("nothing has come");
            assertThat(fixture.server.received)
                    .filteredOn("{\"method\":\"ping\"}"::equals)
                    .hasSize(4);
            assertThat(fixture.sink.heard).isEqualTo(3);
        }
    }

    @Test
    void shouldAnswerPingsAndTakeThemForASignOfLife() throws Exception {
        try (ExchangeFixture fixture = new ExchangeFixture(peer -> {
            peer.upgrade();
            peer.next();
            peer.ping("1700000000001");
            peer.next();
            peer.ping("");
            peer.next();
            peer.end();
        })) {
            fixture.run(fixture.feed(Exchange.BINANCE, A));
            assertThat(fixture.server.received).contains("pong 1700000000001", "pong ");
            assertThat(fixture.sink.heard).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"e\":\"serverShutdown\",\"E\":1}",
                "{\"stream\":\"!serverShutdown\",\"data\":{\"e\":\"serverShutdown\",\"E\":1}}",
                "{\"event\":{\"e\":\"serverShutdown\",\"E\":1}}",
            })
    void shouldLeaveAServerThatIsAboutToGo(String message) throws Exception {
        try (ExchangeFixture fixture = new ExchangeFixture(
                peer -> {
                    peer.upgrade();
                    peer.next();
                    peer.text(trade(A, 1));
                    peer.text(message);
                    peer.hang();
                },
                sending(trade(A, 1), trade(A, 2)))) {
            ExchangeFeed feed = fixture.feed(Exchange.BINANCE, A);
            assertThat(fixture.run(feed)).hasMessageContaining("about to shut this server down");
            fixture.run(feed);
            assertThat(fixture.ids(A)).containsExactly(1L, 2L);
            assertThat(fixture.sink.rejects).containsExactly("AUSDT trade 1: repeated trade id");
        }
    }

    @Test
    void shouldLeaveAConnectionBeforeItIsTooOld() throws Exception {
        try (ExchangeFixture fixture = new ExchangeFixture(peer -> {
            peer.upgrade();
            peer.hang();
        })) {
            fixture.lifetime = Duration.ofMillis(300);
            assertThat(fixture.run(fixture.feed(Exchange.BINANCE, A)))
                    .hasMessageEndingWith("the connection is left for a new one after 300 ms");
        }
    }

    @Test
    void shouldTakeNoMessageOfAnySize() throws Exception {
        try (ExchangeFixture fixture = new ExchangeFixture(
                sending(trade(A, 1), "{\"x\":\"" + "x".repeat(StreamConnection.MOST_MESSAGE_BYTES) + "\"}"))) {
            assertThat(fixture.run(fixture.feed(Exchange.BINANCE, A)))
                    .hasMessageContaining("Max frame length of 1048576 has been exceeded");
            assertThat(fixture.ids(A)).containsExactly(1L);
        }
    }

    @Test
    void shouldReadNoFasterThanTicksAreTaken() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        int messages = 40_000;
        String filler = "{\"e\":\"kline\",\"x\":\"" + "x".repeat(2_000) + "\"}";
        try (ExchangeFixture fixture = new ExchangeFixture(peer -> {
            peer.upgrade();
            peer.next();
            peer.text(trade(A, 1));
            for (int i = 0; i < messages; i++) {
                peer.text(filler);
                sent.incrementAndGet();
            }
            peer.text(trade(A, 2));
            peer.end();
        })) {
            HesitantSink slow = new HesitantSink(() -> {
                awaitStandstill(sent);
                assertThat(sent.get()).isLessThan(messages / 2);
            });
            assertThatThrownBy(() -> fixture.feed(Exchange.BINANCE, A).run(slow))
                    .hasMessageContaining("1000");
            assertThat(slow.ticks).isEqualTo(2);
            assertThat(slow.heard).isEqualTo(messages + 2);
        }
    }

    private static void awaitStandstill(AtomicInteger count) {
        AtomicInteger before = new AtomicInteger(-1);
        await().pollInterval(Duration.ofMillis(200)).until(() -> before.getAndSet(count.get()) == count.get());
    }

    @Test
    void shouldLeaveNothingBehindWhenItIsStopped() throws Exception {
        try (ExchangeFixture fixture = new ExchangeFixture(peer -> {
            peer.upgrade();
            peer.next();
            peer.text(trade(A, 1));
            peer.hang();
        })) {
            TestSink one = new TestSink(1);
            assertThatThrownBy(() -> fixture.feed(Exchange.BINANCE, A).run(one))
                    .isInstanceOf(InterruptedException.class);
            await().until(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("tocsin-feed-test-")));
        }
    }

    @Test
    void shouldWaitForAPersonWhenNothingOfItCanWork() throws Exception {
        try (ExchangeFixture fixture = new ExchangeFixture(
                sending("{\"error\":{\"code\":2,\"msg\":\"Invalid request: invalid stream\"},\"id\":1}"),
                sending("{\"code\":-1003,\"msg\":\"Too many\"}"))) {
            ExchangeFeed feed = fixture.feed(Exchange.BINANCE, A, "BUSDT");
            assertThat(fixture.run(feed))
                    .isInstanceOf(FeedDisabledException.class)
                    .hasMessage("a subscription is refused: code 2: Invalid request: invalid stream");
            assertThat(fixture.run(feed))
                    .isExactlyInstanceOf(FeedException.class)
                    .hasMessageContaining("code -1003: Too many");
        }
    }

    @Test
    void shouldSendSubscriptionsInPartsOneAfterTheOther() throws Exception {
        String[] symbols = IntStream.range(0, 300).mapToObj(i -> "S" + i).toArray(String[]::new);
        try (ExchangeFixture fixture = new ExchangeFixture(peer -> {
            peer.upgrade();
            peer.next();
            peer.next();
            peer.next();
            peer.end();
        })) {
            fixture.run(fixture.feed(Exchange.BINANCE, symbols));
            List<String> parts = fixture.server.received;
            assertThat(parts).hasSize(3);
            assertThat(String.join("", parts)).contains("\"s0@trade\"", "\"s299@bookTicker\"");
        }
    }
}
