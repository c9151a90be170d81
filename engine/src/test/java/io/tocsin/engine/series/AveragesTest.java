package io.tocsin.engine.series;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.index.BlockPool;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The values of a few bars, worked out by hand, and when bars begin and end. */
class AveragesTest {
    private static final long MINUTE_NS = Duration.ofMinutes(1).toNanos();
    private static final long HOUR_NS = Duration.ofHours(1).toNanos();
    private static final long DAY_NS = Duration.ofDays(1).toNanos();
    private static final long MOST = 1L << 62;

    private final BarMarket market = new BarMarket((symbolId, bar, endNs, step) -> {});
    private long nowNs = 20_000 * DAY_NS;

    @AfterEach
    void closeMarket() {
        market.close();
    }

    @Test
    void shouldTakeTheMeanOfTheLastCloses() {
        int sma = market.attach(1, ValueKind.SMA, Bar.PT1M, 2);
        bars(10);
        assertThat(market.hasValue(sma)).isFalse();

        bars(11);
        assertThat(market.value(sma)).as("10.5").isEqualTo(10);
        assertThat(market.previous(sma)).isEqualTo(NULL_VALUE);

        bars(12);
        assertThat(market.value(sma)).as("11.5").isEqualTo(12);
        assertThat(market.previous(sma)).isEqualTo(10);
        assertThat(SeriesLine.timeNs(market.series.line(sma))).isEqualTo(nowNs);
        assertThat(SeriesLine.eventStep(market.series.line(sma))).isEqualTo(market.step);

        bars(MOST, MOST);
        assertThat(market.value(sma)).isEqualTo(MOST);
    }

    @Test
    void shouldMoveTowardsTheClose() {
        int ema = market.attach(1, ValueKind.EMA, Bar.PT1M, 3);
        bars(10, 20);
        assertThat(market.hasValue(ema)).isFalse();

        bars(31);
        assertThat(market.value(ema)).as("61 / 3").isEqualTo(20);

        bars(41);
        assertThat(market.value(ema)).as("20.33 + (41 - 20.33) / 2 = 30.67").isEqualTo(31);

        bars(1);
        assertThat(market.value(ema)).as("30.67 + (1 - 30.67) / 2 = 15.83").isEqualTo(16);
    }

    @Test
    void shouldRateRisesAndFalls() {
        int rsi = market.attach(1, ValueKind.RSI, Bar.PT1M, 2);
        bars(100, 100);
        assertThat(market.hasValue(rsi)).isFalse();

        bars(100);
        assertThat(market.value(rsi)).as("neither").isEqualTo(500_000);

        bars(104);
        assertThat(market.value(rsi)).as("rises only").isEqualTo(1_000_000);

        bars(98);
        assertThat(market.value(rsi)).as("G 1, L 3").isEqualTo(250_000);

        int extremes = market.attach(1, ValueKind.RSI, Bar.PT1M, 3);
        bars(1, MOST, 1, MOST);
        assertThat(market.value(extremes)).as("G 2, L 1").isEqualTo(666_667);
    }

    @Test
    void shouldWeighPricesWithSizes() {
        int vwap = market.attach(1, ValueKind.VWAP, Bar.PT1M, 2);
        tick(10, 3);
        tick(20, 1);
        endBar();
        assertThat(market.hasValue(vwap)).isFalse();

        tick(32, 1);
        endBar();
        assertThat(market.value(vwap)).as("82 / 5").isEqualTo(16);

        tick(50, 0);
        endBar();
        assertThat(market.value(vwap)).isEqualTo(32);

        tick(50, 0);
        endBar();
        assertThat(market.hasValue(vwap)).as("nothing was traded").isFalse();
        assertThat(market.previous(vwap)).isEqualTo(32);
        long lastEvent = SeriesLine.eventStep(market.series.line(vwap));
        assertThat(lastEvent).isLessThan(market.step);

        tick(60, 0);
        endBar();
        assertThat(market.previous(vwap)).isEqualTo(32);
        assertThat(SeriesLine.eventStep(market.series.line(vwap))).isEqualTo(lastEvent);

        tick(60, MOST);
        endBar();
        assertThat(market.value(vwap)).isEqualTo(60);
        assertThat(market.previous(vwap)).isEqualTo(32);
    }

    @Test
    void shouldHoldSizesUpToTheirBound() {
        int vwap = market.attach(1, ValueKind.VWAP, Bar.PT1M, 2);
        for (int bar = 0; bar < 2; bar++) {
            tick(3, MOST);
            tick(3, MOST - 1);
            endBar();
        }
        assertThat(market.value(vwap)).isEqualTo(3);

        tick(3, MOST);
        tick(3, MOST);
        endBar();
        assertThat(market.hasValue(vwap)).isFalse();

        tick(5, 1);
        endBar();
        assertThat(market.hasValue(vwap)).as("it is among the last two").isFalse();

        tick(5, 1);
        endBar();
        assertThat(market.value(vwap)).isEqualTo(5);
    }

    @Test
    void shouldHoldTradedValuesUpToTheirBound() {
        int vwap = market.attach(1, ValueKind.VWAP, Bar.PT1M, 2);
        for (int bar = 0; bar < 2; bar++) {
            tick(MOST, 1L << 54);
            tick(MOST, 1L << 54);
            endBar();
        }
        assertThat(market.value(vwap)).isEqualTo(MOST);

        tick(MOST, 1L << 55);
        tick(1, 1);
        tick(1, 0);
        endBar();
        assertThat(market.hasValue(vwap)).isFalse();

        bars(1, 1);
        tick(1, 7);
        endBar();
        assertThat(market.value(vwap)).isEqualTo(1);
    }

    @Test
    void shouldBeginWithTheTickAfterTheAttachment() {
        int first = market.attach(1, ValueKind.SMA, Bar.PT1M, 2);
        tick(10, 100);
        int sma = market.attach(1, ValueKind.SMA, Bar.PT1M, 3);
        endBar();
        tick(20, 100);
        int vwap = market.attach(1, ValueKind.VWAP, Bar.PT1M, 2);
        tick(30, 5);
        endBar();
        assertThat(market.value(first)).isEqualTo(20);

        tick(40, 5);
        endBar();
        assertThat(market.hasValue(sma)).as("two bars of its own").isFalse();
        assertThat(market.value(vwap)).isEqualTo(35);
    }

    @Test
    void shouldSkipBarsWithoutTick() {
        int sma = market.attach(1, ValueKind.SMA, Bar.PT1M, 2);
        bars(10);
        market.advance(nowNs + DAY_NS);
        nowNs += DAY_NS;
        assertThat(market.hasTimer()).isFalse();

        bars(20);
        assertThat(market.value(sma)).isEqualTo(15);
    }

    @Test
    void shouldEndBarsAtWholeMultiplesOfTheirLength() {
        market.attach(1, ValueKind.SMA, Bar.PT15M, 2);
        market.tick(1, 10, 0, nowNs + 15 * MINUTE_NS - 1);
        assertThat(market.timers.nextNs()).isEqualTo(nowNs + 15 * MINUTE_NS);

        market.tick(1, 10, 0, nowNs + 15 * MINUTE_NS);
        assertThat(market.timers.nextNs()).isEqualTo(nowNs + 30 * MINUTE_NS);
    }

    @Test
    void shouldShiftDaysAloneAndOnlyWithTheNextBar() {
        market.attach(1, ValueKind.SMA, Bar.P1D, 2);
        market.dayRoll(1, -2 * HOUR_NS);
        market.tick(1, 10, 0, nowNs);
        market.dayRoll(1, 3 * HOUR_NS);
        assertThat(market.timers.nextNs()).isEqualTo(nowNs + 22 * HOUR_NS);

        market.tick(1, 10, 0, nowNs + 22 * HOUR_NS);
        assertThat(market.timers.nextNs()).isEqualTo(nowNs + 27 * HOUR_NS);
        market.attach(1, ValueKind.SMA, Bar.PT1H, 2);
        market.tick(1, 10, 0, nowNs + 22 * HOUR_NS);
        assertThat(market.timers.nextNs()).isEqualTo(nowNs + 23 * HOUR_NS);
    }

    @Test
    void shouldGiveUpTheOpenBarWithTheLastAverage() {
        int sma = market.attach(1, ValueKind.SMA, Bar.PT1M, 2);
        int vwap = market.attach(1, ValueKind.VWAP, Bar.PT1M, 500);
        tick(10, 1);
        market.detach(vwap);
        assertThat(market.hasTimer()).isTrue();

        market.detach(sma);
        assertThat(market.hasTimer()).isFalse();
        assertThat(market.bars.blocksInUse()).isZero();
        assertThat(market.averages.ringBytesInUse()).isZero();
        assertThat(SeriesLine.firstBars(market.series.line(1))).isZero();
    }

    @Test
    void shouldTakeRingsOfExactlyTheirSizeAndGiveAllBackOnce() {
        market.attach(1, ValueKind.SMA, Bar.PT1M, 500);
        market.attach(1, ValueKind.EMA, Bar.PT1M, 500);
        market.attach(2, ValueKind.RSI, Bar.P1D, 500);
        int vwap = market.attach(2, ValueKind.VWAP, Bar.P1D, 7);
        market.attach(2, ValueKind.VWAP, Bar.P1D, 11);
        assertThat(market.averages.ringBytesInUse()).isEqualTo(500 * 8 + 7 * 24 + 11 * 24);

        market.detach(vwap);
        assertThat(market.averages.ringBytesInUse()).isEqualTo(500 * 8 + 11 * 24);
        market.averages.close();
        assertThat(market.averages.ringBytesInUse()).isZero();
        assertThatCode(market.averages::close).doesNotThrowAnyException();
    }

    @Test
    void shouldAllocateNothingOnTheJavaHeap() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        liveAndDie(10_000);

        long before = threads.getCurrentThreadAllocatedBytes();
        liveAndDie(10_000);

        // One object a round would show as more than this.
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
    }

    @Test
    void shouldRejectTheEndOfBarsThatAreNotThere() {
        assertThatThrownBy(() -> market.averages.onBarEnd(1, Bar.PT1M.value(), nowNs, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no average over such bars: symbol=1 bar=1");
    }

    @Test
    void shouldRejectPoolOfOtherBlocks() {
        try (BlockPool other = new BlockPool(64, 1 << 20)) {
            assertThatThrownBy(() -> new Averages(market.series, other, market.timers))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private void liveAndDie(int rounds) {
        for (int round = 0; round < rounds; round++) {
            int sma = market.attach(1, ValueKind.SMA, Bar.PT1M, 2);
            int ema = market.attach(1, ValueKind.EMA, Bar.PT1M, 2);
            int rsi = market.attach(1, ValueKind.RSI, Bar.PT1M, 2);
            int vwap = market.attach(1, ValueKind.VWAP, Bar.PT1M, 2);
            for (int bar = 0; bar < 4; bar++) {
                tick(1 + round % 7 * bar, round);
                endBar();
            }
            market.detach(ema);
            market.detach(sma);
            market.detach(vwap);
            market.detach(rsi);
        }
    }

    /** Bars of one tick each, without size. */
    private void bars(long... closes) {
        for (long close : closes) {
            tick(close, 0);
            endBar();
        }
    }

    private void tick(long price, long size) {
        market.tick(1, price, size, nowNs);
    }

    private void endBar() {
        nowNs += MINUTE_NS;
        market.advance(nowNs);
    }
}
