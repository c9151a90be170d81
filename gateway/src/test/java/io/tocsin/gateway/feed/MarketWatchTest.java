package io.tocsin.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.codec.GapChange;
import io.tocsin.engine.codec.SymbolState;
import io.tocsin.engine.wire.InputEncoder;
import io.tocsin.gateway.command.EngineFixture;
import io.tocsin.gateway.command.SymbolSettings;
import io.tocsin.gateway.market.Symbol;
import io.tocsin.gateway.retry.Backoff;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.agrona.ExpandableArrayBuffer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MarketWatchTest {
    private static final String NAME = "source";

    private final EngineFixture engine = new EngineFixture().start();
    private final EngineAccess access =
            new EngineAccess(engine.commands, engine.pipeline.commandSink(), engine.symbols, () -> true);
    private final FeedHost host = new FeedHost(
            access,
            () -> new Backoff(Duration.ofMinutes(1), Duration.ofMinutes(1), new SplittableRandom(1)),
            Duration.ofMinutes(1));
    private final SetClock clock = new SetClock();
    private final MarketWatch watch = new MarketWatch(host, access, engine.quotes, clock);
    private final CountDownLatch broken = new CountDownLatch(1);

    @AfterEach
    void close() {
        watch.close();
        host.close();
        engine.close();
    }

    @Test
    void shouldCallStaleWhatAStoppedFeedBroughtAndLiveWhatItBringsAgain() {
        startFeed();
        look(0);
        awaitState(SymbolState.LIVE);
        Awaitility.await().until(() -> symbol().feed().equals(NAME));

        host.stop(NAME);
        look(1);
        awaitApplied();
        assertThat(symbol().state()).as("a second after the last price").isEqualTo(SymbolState.LIVE);
        look(6);
        awaitState(SymbolState.STALE);

        Awaitility.await().until(() -> host.start(NAME));
        awaitState(SymbolState.LIVE);
    }

    @Test
    void shouldCallStaleWhatAFailedFeedBrought() {
        startFeed();
        look(0);
        broken.countDown();
        Awaitility.await().until(() -> host.status(NAME).orElseThrow().failures() == 1);
        look(11);
        awaitState(SymbolState.STALE);
    }

    @Test
    void shouldMarkOnceWhatStaysAsItIs() {
        startFeed();
        look(0);
        Awaitility.await().until(() -> symbol().feed().equals(NAME));
        host.stop(NAME);
        look(6);
        awaitState(SymbolState.STALE);
        awaitApplied();
        long sequence = engine.pipeline.lastSequence();
        for (int i = 7; i < 20; i++) {
            look(i);
        }
        awaitApplied();
        assertThat(engine.pipeline.lastSequence()).isEqualTo(sequence + 1);
    }

    @Test
    void shouldNotCallStaleWhatNoFeedBringsOrAFeedThatIsNotThereNeverBrought() {
        tick();
        look(60);
        awaitApplied();
        assertThat(symbol().state()).isEqualTo(SymbolState.LIVE);
    }

    @Test
    void shouldCallStaleWhatIsOfAFeedThatIsNotThere() {
        tick();
        configure(new SymbolSettings(OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty(), "", "gone"));
        look(60);
        awaitState(SymbolState.STALE);
    }

    @Test
    void shouldCloseAndOpenTheMarketAndRollItsDay() {
        tick();
        configure(new SymbolSettings(OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty(), "fx", "gone"));
        clock.now = Instant.parse("2026-11-28T12:00:00Z");
        watch.look();
        awaitState(SymbolState.CLOSED);
        assertThat(symbol().dayRollNs()).isEqualTo(Duration.ofHours(22).toNanos());
        clock.now = Instant.parse("2027-07-01T12:00:00Z");
        watch.look();
        Awaitility.await().until(() -> symbol().state() != SymbolState.CLOSED);
        Awaitility.await()
                .until(() -> symbol().dayRollNs() == Duration.ofHours(21).toNanos());
        watch.look();
        awaitState(SymbolState.STALE);
    }

    @Test
    void shouldGiveUpAGapThatNobodyFillsAnyMore() {
        tick();
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        int length = new InputEncoder().wrap(buffer, 0, 0).recordGap(symbol().id(), GapChange.OPENED, 5, 9);
        engine.pipeline.commandSink().offer(buffer, 0, length);
        awaitState(SymbolState.GAP);
        watch.start();
        awaitState(SymbolState.LIVE);
    }

    private void startFeed() {
        host.add(new OneTick());
        host.start(NAME);
        Awaitility.await().until(() -> host.status(NAME).orElseThrow().ticks() == 1);
        awaitApplied();
    }

    private void tick() {
        engine.commands.registerSymbol("EURUSD").toCompletableFuture().join();
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        int length = new InputEncoder()
                .wrap(buffer, 0, 0)
                .tick(0, 8, 1, 1, InputEncoder.ABSENT, InputEncoder.ABSENT, InputEncoder.ABSENT);
        engine.pipeline.commandSink().offer(buffer, 0, length);
        awaitApplied();
    }

    private void configure(SymbolSettings settings) {
        engine.commands
                .configureSymbol("EURUSD", settings)
                .toCompletableFuture()
                .join();
    }

    private void look(int secondsFromNow) {
        clock.now = Instant.now().plusSeconds(secondsFromNow);
        watch.look();
    }

    private Symbol symbol() {
        return engine.symbols.find("EURUSD").orElseThrow();
    }

    private void awaitState(SymbolState state) {
        Awaitility.await().until(() -> symbol().state() == state);
    }

    /** By an answer that comes after all that was offered before. */
    private void awaitApplied() {
        engine.commands.registerSymbol("EURUSD").toCompletableFuture().join();
    }

    /** Brings a tick and then nothing more. */
    private final class OneTick implements Feed {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public void run(TickSink ticks) throws InterruptedException, FeedException {
            ticks.offer(ticks.register("EURUSD"), 2, 110, 0, TickSink.NULL_VALUE);
            broken.await();
            throw new FeedException("broken");
        }
    }

    private static final class SetClock extends Clock {
        private volatile Instant now = Instant.now();

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
