package io.tocsin.gateway.feed;

import static io.tocsin.gateway.feed.TickSink.NULL_VALUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import io.tocsin.engine.port.CommandSink;
import io.tocsin.engine.port.CommandSink.Offer;
import io.tocsin.engine.projection.Quote;
import io.tocsin.engine.wire.InputEncoder;
import io.tocsin.gateway.command.EngineFixture;
import io.tocsin.gateway.command.Outcome;
import io.tocsin.gateway.command.SymbolSettings;
import io.tocsin.gateway.control.FeedReject;
import io.tocsin.gateway.feed.RecordingSink.Taken;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.Collections;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TickPublisherTest {
    private final EngineFixture engine = new EngineFixture();
    private final RecordingSink sink = new RecordingSink();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicBoolean hasRoom = new AtomicBoolean(true);
    private final Rejects rejects = new Rejects(Clock.systemUTC());
    private final FeedMeter meter = new FeedMeter(() -> 1_000);
    private final TickPublisher ticks = publisher(sink);

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void shouldRegisterASymbolOnce() throws Exception {
        engine.start();

        assertThat(ticks.register("BTCUSD")).isZero();
        assertThat(ticks.register("EURUSD")).isOne();
        long sequence = engine.pipeline.lastSequence();
        assertThat(ticks.register("BTCUSD")).isZero();

        assertThat(engine.pipeline.lastSequence()).isEqualTo(sequence);
    }

    @Test
    void shouldSayWhichSymbolThereCannotBe() throws Exception {
        engine.start();
        for (int i = 0; i < EngineFixture.MAX_SYMBOLS; i++) {
            ticks.register("S" + i);
        }

        assertThatThrownBy(() -> ticks.register("BTCUSD"))
                .isInstanceOf(FeedException.class)
                .hasMessageContaining("no place for BTCUSD: SYMBOL_CAPACITY 8");
        assertThatThrownBy(() -> ticks.register("\u0000"))
                .isInstanceOf(FeedException.class)
                .hasMessageContaining("no symbol can be called");
    }

    @Test
    void shouldGiveTheScaleThatTheSymbolHasNow() throws Exception {
        engine.start();
        int symbolId = ticks.register("BTCUSD");

        ticks.offer(symbolId, 3, 800_005, 1, 5);
        configure(2);
        ticks.offer(symbolId, 3, 800_005, 1, 5);
        ticks.offer(symbolId, 3, 800_015, 800_006, 800_024, 1, NULL_VALUE);
        ticks.offer(symbolId, 0, Long.MAX_VALUE, 1, 5);

        assertThat(sink.taken)
                .containsExactly(
                        new Taken(symbolId, 8, 80000500000L, NULL_VALUE, NULL_VALUE, 1, 5),
                        new Taken(symbolId, 2, 80000, NULL_VALUE, NULL_VALUE, 1, 5),
                        new Taken(symbolId, 2, 80002, 80001, 80002, 1, InputEncoder.ABSENT));
        assertThat(rejects.last())
                .extracting(FeedReject::reason)
                .containsExactly(TickFault.PRICE_OUT_OF_RANGE.reason());
    }

    @Test
    void shouldHaveItsTicksAcceptedWhateverAnAdminHasConfigured() throws Exception {
        engine.start();
        TickPublisher toEngine = publisher(engine.pipeline.commandSink());
        int symbolId = toEngine.register("BTCUSD");
        configure(2);

        toEngine.offer(symbolId, DemoTrades.DECIMALS, 80001_500000L, 1, 5);

        Quote quote = new Quote();
        await().until(() -> engine.quotes.read(symbolId, quote));
        assertThat(quote.last()).isEqualTo(80002);
    }

    @Test
    void shouldOfferUntilATickIsTakenAndLookLessOftenWhileTheDiskIsFull() throws Exception {
        engine.start();
        int symbolId = ticks.register("BTCUSD");
        sink.script.addAll(Collections.nCopies(5, Offer.BACK_PRESSURED));
        long startNs = System.nanoTime();
        ticks.offer(symbolId, 8, 1, 0, 5);
        long busyNs = System.nanoTime() - startNs;
        sink.script.add(Offer.DISK_FULL);
        ticks.offer(symbolId, 8, 2, 0, 5);
        long fullNs = System.nanoTime() - startNs - busyNs;

        assertThat(sink.taken).containsExactly(Taken.of(symbolId, 8, 1), Taken.of(symbolId, 8, 2));
        assertThat(busyNs).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(5));
        assertThat(fullNs).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(250));
        assertThat(meter.ticks()).isEqualTo(2);
    }

    @Test
    void shouldLeaveRoomToUsers() throws Exception {
        engine.start();
        int symbolId = ticks.register("BTCUSD");
        hasRoom.set(false);

        CompletableFuture<Void> offer = offer(symbolId);

        await().during(50, TimeUnit.MILLISECONDS).until(() -> !offer.isDone() && sink.offers() == 0);
        hasRoom.set(true);
        offer.get(5, TimeUnit.SECONDS);
        assertThat(sink.takenCount()).isOne();
    }

    @Test
    void shouldEndOfferAndRegistrationOnAnyThreadWhenStopped() throws Exception {
        engine.start();
        int symbolId = ticks.register("BTCUSD");
        sink.fill(true);
        CompletableFuture<Void> offer = offer(symbolId);
        await().until(() -> sink.offers() > 1);

        stopped.countDown();

        assertThatThrownBy(offer::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        sink.fill(false);
        assertThatThrownBy(() -> ticks.offer(symbolId, 8, 1, 0, 5)).isInstanceOf(InterruptedException.class);
        assertThatThrownBy(() -> ticks.register("EURUSD")).isInstanceOf(InterruptedException.class);
        assertThat(sink.takenCount()).isZero();
    }

    @Test
    void shouldEndTheFeedWhenTheNodeTakesNothingAnyMore() throws Exception {
        assertThatThrownBy(() -> ticks.register("BTCUSD")).isInstanceOf(InterruptedException.class);
        assertThat(stopped.getCount()).isZero();

        CountDownLatch other = new CountDownLatch(1);
        TickPublisher publisher = new TickPublisher(access(sink), TickPublisher.Run.of(meter, rejects), other);
        engine.start();
        int symbolId = publisher.register("BTCUSD");
        sink.script.add(Offer.CLOSED);
        assertThatThrownBy(() -> publisher.offer(symbolId, 8, 1, 0, 5)).isInstanceOf(InterruptedException.class);
        assertThat(other.getCount()).isZero();
    }

    @Test
    void shouldTakeTicksOfManyThreadsWhole() throws Exception {
        engine.start();
        int symbolId = ticks.register("BTCUSD");
        int each = 2_000;
        CompletableFuture<?>[] threads = new CompletableFuture<?>[4];
        for (int i = 0; i < threads.length; i++) {
            int first = i * each;
            threads[i] = CompletableFuture.runAsync(() -> offerRange(symbolId, first, each));
        }

        CompletableFuture.allOf(threads).get(30, TimeUnit.SECONDS);

        assertThat(sink.taken).hasSize(threads.length * each).allMatch(tick -> tick.price() == tick.size() + 1);
        for (int i = 0; i < threads.length; i++) {
            int first = i * each;
            assertThat(sink.taken)
                    .filteredOn(tick -> tick.size() / each == first / each)
                    .extracting(Taken::size)
                    .hasSize(each)
                    .isSorted();
        }
    }

    @Test
    void shouldKeepOutWhatMakesNoSenseAndSayWhy() throws Exception {
        engine.start();
        int id = ticks.register("EURUSD");
        long second = 1_000_000_000L;
        ticks.offer(id, 2, 0, 0, TickSink.NULL_VALUE);
        ticks.offer(id, 2, 110, 112, 111, 0, TickSink.NULL_VALUE);
        ticks.offer(id, 2, 110, -1, 111, 0, TickSink.NULL_VALUE);
        ticks.offer(id, 2, 110, 0, 10 * second);
        ticks.offer(id, 2, 110, 0, 9 * second);
        ticks.offer(id, 2, 110, 0, 9 * second - 1);

        assertThat(rejects.last())
                .extracting(FeedReject::reason)
                .containsExactly(
                        TickFault.TIME_RUNS_BACK.reason(),
                        TickFault.PRICE_NOT_POSITIVE.reason(),
                        TickFault.CROSSED_QUOTE.reason(),
                        TickFault.PRICE_NOT_POSITIVE.reason());
        assertThat(rejects.last()).extracting(FeedReject::position).containsOnly("EURUSD");
        assertThat(meter.ticks()).isEqualTo(2);
    }

    @Test
    void shouldAllocateNothingForATick() throws Exception {
        engine.start();
        TickPublisher publisher = publisher(new Taking());
        int symbolId = publisher.register("BTCUSD");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 1; i <= 20_000; i++) {
                publisher.offer(symbolId, 2, i, i - 1, i + 1, i, i);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isLessThan(20_000);
    }

    private void offerRange(int symbolId, int first, int count) {
        try {
            for (int i = first; i < first + count; i++) {
                ticks.offer(symbolId, 8, i + 1, i, 5);
            }
        } catch (InterruptedException stopping) {
            throw new CompletionException(stopping);
        }
    }

    private CompletableFuture<Void> offer(int symbolId) {
        return CompletableFuture.runAsync(() -> offerRange(symbolId, 1, 1));
    }

    private void configure(int decimals) {
        assertThat(engine.commands
                        .configureSymbol(
                                "BTCUSD",
                                new SymbolSettings(
                                        OptionalInt.of(decimals), OptionalLong.empty(), OptionalLong.empty()))
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(Outcome.Applied.class);
    }

    private TickPublisher publisher(CommandSink to) {
        return new TickPublisher(access(to), TickPublisher.Run.of(meter, rejects), stopped);
    }

    private EngineAccess access(CommandSink to) {
        return new EngineAccess(engine.commands, to, engine.symbols, hasRoom::get);
    }

    private static final class Taking implements CommandSink {
        @Override
        public Offer offer(DirectBuffer message, int offset, int length) {
            return Offer.ACCEPTED;
        }

        @Override
        public Offer offerAll(DirectBuffer frames, int offset, int count) {
            return Offer.ACCEPTED;
        }
    }
}
