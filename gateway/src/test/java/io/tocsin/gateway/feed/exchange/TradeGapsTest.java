package io.tocsin.gateway.feed.exchange;

import static io.tocsin.gateway.feed.exchange.ExchangeFixture.archived;
import static io.tocsin.gateway.feed.exchange.ExchangeFixture.trade;
import static io.tocsin.gateway.feed.exchange.ScriptedServer.sending;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.gateway.feed.TestSink;
import io.tocsin.gateway.feed.exchange.ScriptedArchive.Answer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Trades that are missing, repeated or out of order, on one connection and over several. */
class TradeGapsTest {
    private static final String A = "AUSDT";
    private static final String B = "BUSDT";

    @Test
    void shouldOfferMissingTradesLateBeforeThoseThatWaitForThem() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        try (ExchangeFixture fixture = new ExchangeFixture(peer -> {
            peer.upgrade();
            peer.next();
            peer.text(trade(A, 101));
            peer.text(trade(A, 105));
            peer.text(trade(A, 106));
            peer.text(trade(B, 7));
            await(asked);
            peer.text(trade(B, 8));
            peer.text(trade(A, 107));
            released.countDown();
            peer.end();
        })) {
            fixture.archive.answer(request -> {
                asked.countDown();
                await(released);
                return Answer.ok(archived(90, 120));
            });
            fixture.run(fixture.feed(Exchange.BINANCE, A, B));

            assertThat(fixture.ids(A)).containsExactly(101L, 102L, 103L, 104L, 105L, 106L, 107L);
            assertThat(fixture.ids(B)).containsExactly(7L, 8L);
            assertThat(fixture.sink.ticks.get(1).symbol()).isEqualTo(B);
            assertThat(fixture.sink.late).hasSize(3);
            assertThat(fixture.sink.ticks.get(fixture.sink.late.get(0)))
                    .isEqualTo(new TestSink.Tick(
                            A,
                            1,
                            11025,
                            TestSink.NULL_VALUE,
                            TestSink.NULL_VALUE,
                            2_000_000,
                            1_700_000_000_102_000_000L));
            assertThat(fixture.sink.gaps).containsExactly("AUSDT open 102-104", "AUSDT filled 102-104");
            assertThat(fixture.archive.requests).containsExactly("/api/v3/trades?symbol=AUSDT&limit=1000");
            assertThat(fixture.sink.rejects).isEmpty();
        }
    }

    @Test
    void shouldAskPageByPageAndAgain() throws Exception {
        try (ExchangeFixture fixture = new ExchangeFixture(sending(trade(A, 1), trade(A, 2_502)))) {
            fixture.archive.answer(request -> {
                if (request.startsWith("/api/v3/trades") || fixture.archive.requests.size() == 2) {
                    return Answer.ok("[]");
                }
                long from = Long.parseLong(request.substring(request.lastIndexOf('=') + 1));
                return Answer.ok(archived(from, from + 999));
            });
            fixture.run(fixture.feed(Exchange.BINANCE, A));

            assertThat(fixture.ids(A))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 2_502).boxed().toList());
            assertThat(fixture.sink.gaps).containsExactly("AUSDT open 2-2501", "AUSDT filled 2-2501");
            assertThat(fixture.archive.requests)
                    .containsExactly(
                            "/api/v3/trades?symbol=AUSDT&limit=1000",
                            "/api/v3/historicalTrades?symbol=AUSDT&limit=1000&fromId=2",
                            "/api/v3/trades?symbol=AUSDT&limit=1000",
                            "/api/v3/historicalTrades?symbol=AUSDT&limit=1000&fromId=2",
                            "/api/v3/historicalTrades?symbol=AUSDT&limit=1000&fromId=1002",
                            "/api/v3/historicalTrades?symbol=AUSDT&limit=1000&fromId=2002");
        }
    }

    @Test
    void shouldGoOnWithoutWhatTheArchiveDoesNotHave() throws Exception {
        List<Answer> answers = List.of(
                new Answer(404, "", ""),
                new Answer(500, "", ""),
                new Answer(429, "", "60"),
                new Answer(302, "", ""),
                Answer.ok("<html>"),
                Answer.ok("[{\"id\":2}]"),
                Answer.ok(archived(50, 60)),
                Answer.ok(" ".repeat(5 << 20)));
        for (Answer answer : answers) {
            try (ExchangeFixture fixture =
                    new ExchangeFixture(sending(trade(A, 1), trade(A, 3), trade(A, 4), trade(A, 7)))) {
                fixture.hold = ExchangeFixture.HOLD;
                fixture.archive.answer(request -> answer);
                fixture.run(fixture.feed(Exchange.BINANCE, A));

                assertThat(fixture.ids(A)).containsExactly(1L, 3L, 4L, 7L);
                assertThat(fixture.sink.late).isEmpty();
                assertThat(fixture.sink.gaps)
                        .containsExactly(
                                "AUSDT open 2-2", "AUSDT given up 2-2", "AUSDT open 5-6", "AUSDT given up 5-6");
            }
        }
    }

    @Test
    void shouldNotAskAnArchiveThatWantsToBeLeftAlone() throws Exception {
        try (ExchangeFixture fixture = new ExchangeFixture(sending(trade(A, 1), trade(A, 3), trade(A, 7)))) {
            fixture.hold = Duration.ofSeconds(2);
            fixture.archive.answer(request -> new Answer(418, "", "3600"));
            fixture.run(fixture.feed(Exchange.BINANCE, A));

            assertThat(fixture.ids(A)).containsExactly(1L, 3L, 7L);
            assertThat(fixture.archive.requests).hasSize(1);
        }
    }

    @Test
    void shouldGoOnWithoutAnArchiveThatIsSlow() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (ExchangeFixture fixture = new ExchangeFixture(sending(trade(A, 1), trade(A, 3), trade(B, 1)))) {
            fixture.hold = Duration.ofSeconds(2);
            fixture.archive.answer(request -> {
                await(never);
                return Answer.ok(archived(2, 2));
            });
            fixture.run(fixture.feed(Exchange.BINANCE, A, B));
            never.countDown();

            assertThat(fixture.ids(A)).containsExactly(1L, 3L);
            assertThat(fixture.sink.gaps).containsExactly("AUSDT open 2-2", "AUSDT given up 2-2");
            assertThat(fixture.sink.ticks.get(1).symbol()).isEqualTo(B);
        }
    }

    @Test
    void shouldOfferTheMissingTradesThatThereAre() throws Exception {
        try (ExchangeFixture fixture = new ExchangeFixture(sending(trade(A, 1), trade(A, 5)))) {
            fixture.archive.answer(request ->
                    request.startsWith("/api/v3/trades") ? Answer.ok(archived(4, 4)) : new Answer(401, "", ""));
            fixture.run(fixture.feed(Exchange.BINANCE, A));

            assertThat(fixture.ids(A)).containsExactly(1L, 4L, 5L);
            assertThat(fixture.sink.gaps).containsExactly("AUSDT open 2-4", "AUSDT given up 2-4");
        }
    }

    @Test
    void shouldGiveUpALargeGapAtOnce() throws Exception {
        try (ExchangeFixture fixture = new ExchangeFixture(sending(trade(A, 1), trade(A, 10_003), trade(A, 10_004)))) {
            fixture.run(fixture.feed(Exchange.BINANCE, A));

            assertThat(fixture.ids(A)).containsExactly(1L, 10_003L, 10_004L);
            assertThat(fixture.sink.gaps).containsExactly("AUSDT open 2-10002", "AUSDT given up 2-10002");
            assertThat(fixture.archive.requests).isEmpty();
        }
    }

    @Test
    void shouldKeepOutWhatIsRepeatedAndSortWhatIsOutOfOrder() throws Exception {
        try (ExchangeFixture fixture = new ExchangeFixture(sending(
                trade(A, 1),
                trade(A, 1),
                trade(A, 4),
                trade(A, 3),
                trade(A, 3),
                trade(A, 2),
                trade(A, 5),
                trade(A, 2)))) {
            fixture.archive.answer(request -> Answer.ok("[]"));
            fixture.run(fixture.feed(Exchange.BINANCE, A));

            assertThat(fixture.ids(A)).containsExactly(1L, 2L, 3L, 4L, 5L);
            assertThat(fixture.sink.gaps).containsExactly("AUSDT open 2-3", "AUSDT filled 2-3");
            assertThat(fixture.sink.rejects)
                    .containsExactly(
                            "AUSDT trade 1: repeated trade id",
                            "AUSDT trade 3: repeated trade id",
                            "AUSDT trade 2: repeated trade id");
        }
    }

    @Test
    void shouldSeeWhatIsMissingOverManyConnections() throws Exception {
        try (ExchangeFixture fixture = new ExchangeFixture()) {
            fixture.archive.answer(request -> Answer.ok(archived(1, 1_000)));
            ExchangeFeed feed = fixture.feed(Exchange.BINANCE, A);
            for (int i = 0; i < 20; i++) {
                long id = 10L * i;
                // The last one again, the rest of it, and nothing of the end of the ten.
                fixture.server.then(sending(IntStream.rangeClosed(0, 5)
                        .mapToObj(j -> trade(A, 1_000 + id + j))
                        .toArray(String[]::new)));
                fixture.archive.answer(request -> Answer.ok(archived(990, 1_300)));
                fixture.run(feed);
            }
            fixture.server.then(sending(trade(A, 1_195), trade(A, 1_196)));
            fixture.run(feed);

            assertThat(fixture.ids(A))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1_000, 1_196).boxed().toList());
            assertThat(fixture.sink.gaps).hasSize(2 * 19);
            assertThat(fixture.sink.rejects).containsExactly("AUSDT trade 1195: repeated trade id");
        }
    }

    @Test
    void shouldCountAnewWithAnExchangeThatDoes() throws Exception {
        String[] messages = IntStream.rangeClosed(0, Instrument.MOST_OLD + 1)
                .mapToObj(id -> trade(A, id == 0 ? 1_000_000 : id))
                .toArray(String[]::new);
        try (ExchangeFixture fixture = new ExchangeFixture(sending(messages))) {
            fixture.run(fixture.feed(Exchange.BINANCE, A));

            assertThat(fixture.sink.rejects).hasSize(Instrument.MOST_OLD);
            assertThat(fixture.ids(A)).containsExactly(1_000_000L, Instrument.MOST_OLD + 1L);
        }
    }

    @Test
    void shouldLoseNothingThatWaitedWhenItWasStopped() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (ExchangeFixture fixture = new ExchangeFixture(
                peer -> {
                    peer.upgrade();
                    peer.next();
                    peer.text(trade(A, 1));
                    peer.text(trade(A, 3));
                    peer.text(trade(B, 1));
                    peer.hang();
                },
                sending(trade(A, 4)))) {
            fixture.archive.answer(request -> {
                await(never);
                return Answer.ok("[]");
            });
            ExchangeFeed feed = fixture.feed(Exchange.BINANCE, A, B);
            TestSink two = new TestSink(2);
            assertThatThrownBy(() -> feed.run(two)).isInstanceOf(InterruptedException.class);
            assertThat(two.gaps).containsExactly("AUSDT open 2-2");

            fixture.run(feed);
            never.countDown();
            assertThat(fixture.sink.gaps).containsExactly("AUSDT given up 2-2");
            assertThat(fixture.ids(A)).containsExactly(3L, 4L);
        }
    }

    @Test
    void shouldHoldNoMoreThanItMay() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        int held = HeldTrades.MOST_PER_SYMBOL + 1;
        try (ExchangeFixture fixture = new ExchangeFixture(peer -> {
            peer.upgrade();
            peer.next();
            peer.textLater(trade(A, 1));
            for (int i = 0; i < held; i++) {
                peer.textLater(trade(A, 3 + i));
            }
            peer.end();
        })) {
            fixture.hold = Duration.ofMinutes(1);
            fixture.archive.answer(request -> {
                await(never);
                return Answer.ok("[]");
            });
            fixture.run(fixture.feed(Exchange.BINANCE, A));
            never.countDown();

            assertThat(fixture.ids(A)).hasSize(1 + held);
            assertThat(fixture.sink.gaps).containsExactly("AUSDT open 2-2", "AUSDT given up 2-2");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
