package io.tocsin.engine.oracle;

import static io.tocsin.engine.codec.AlertStatus.ACTIVE;
import static io.tocsin.engine.codec.AlertStatus.LATCHED;
import static io.tocsin.engine.codec.AlertStatus.PAUSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.oracle.Definition.Trigger;
import org.junit.jupiter.api.Test;

/** Watched values against examples worked out by hand. */
class OracleValuesTest extends OracleExample {
    private static final long MOST = 1L << 62;
    private static final Trigger EACH_TIME = new Trigger(EVERY.mode(), 0, 1_000_000L);

    @Test
    void shouldSeeBidAndAskOnlyInTicksThatGiveThem() {
        create(level(ConditionType.ABOVE, BID, 10), EVERY);
        create(level(ConditionType.CROSSES_DOWN, ASK, 12), EVERY);
        assertThat(quote(1, 50, 9L, null)).isEmpty();
        assertThat(ticks("2:50")).isEmpty();
        assertThat(quote(3, 50, null, 13L)).isEmpty();
        assertThat(quote(4, 51, 11L, null)).isEqualTo("1:51/10=11");
        assertThat(quote(5, 52, 9L, 12L)).isEqualTo("2:52/12=12");
        assertThat(quote(6, 53, 10L, 13L)).isEqualTo("1:53/10=10");
    }

    @Test
    void shouldRoundMiddleHalfEven() {
        create(level(ConditionType.ABOVE, MID, 1), EVERY);
        create(level(ConditionType.BELOW, MID, 1_000), EACH_TIME);
        assertThat(quote(1, 5, 10L, null)).isEmpty();
        assertThat(quote(2, 5, null, 11L)).isEqualTo("1:5/1=10 2:5/1000=10");
        set(2, PAUSED);
        assertThat(set(2, ACTIVE)).isEqualTo("2:5/1000=10");
        quote(3, 5, 11L, 12L);
        set(2, PAUSED);
        assertThat(set(2, ACTIVE)).isEqualTo("2:5/1000=12");
        quote(4, 5, MOST, MOST);
        set(1, PAUSED);
        assertThat(set(1, ACTIVE)).isEqualTo("1:5/1=" + MOST);
    }

    @Test
    void shouldLetSpreadBeNegative() {
        create(level(ConditionType.BELOW, SPREAD, -1), ONCE);
        create(channel(ConditionType.ENTERS, SPREAD, -3, 0), ONCE);
        assertThat(quote(1, 5, 10L, 12L)).isEmpty();
        assertThat(quote(2, 5, 12L, null)).isEqualTo("2:5/0=0");
        assertThat(quote(3, 5, null, 11L)).isEqualTo("1:5/-1=-1");
    }

    /** Within a minute buckets are seconds, of which the present one and 59 before it count. */
    @Test
    void shouldSumSizesInWindow() {
        ticks("100:5*1000");
        create(level(ConditionType.ABOVE, volume(60), 30), EVERY);
        assertThat(ticks("101:5*10 130:5*10 160:5*9")).isEmpty();
        assertThat(status(1)).isEqualTo(ACTIVE);
        assertThat(ticks("160:5*1")).isEqualTo("1:5/30=30");
        assertThat(ticks("161:5*9")).isEmpty();
        assertThat(status(1)).isEqualTo(ACTIVE);
        assertThat(ticks("161:5*1")).isEqualTo("1:5/30=30");
    }

    @Test
    void shouldForgetSizesWhenNoAlertWatchesAnyMore() {
        create(level(ConditionType.ABOVE, volume(60), 30), ONCE);
        ticks("1:5*20");
        delete(1);
        create(level(ConditionType.ABOVE, volume(60), 30), ONCE);
        assertThat(ticks("2:5*20 3:5*10")).isEqualTo("2:5/30=30");
        set(2, ACTIVE);
        assertThat(ticks("4:5*29 5:5*1")).isEqualTo("2:5/30=30");
    }

    @Test
    void shouldSeePresentVolumeOnArmingAndWhenCooldownEnds() {
        create(level(ConditionType.ABOVE, volume(60), 1_000), ONCE);
        create(level(ConditionType.ABOVE, volume(60), 10), every(70));
        assertThat(ticks("1:5*10")).isEqualTo("2:5/10=10");
        clock(60);
        assertThat(create(level(ConditionType.ABOVE, volume(60), 5), ONCE)).isEqualTo("3:5/5=10");
        clock(61);
        assertThat(create(level(ConditionType.ABOVE, volume(60), 5), ONCE)).isEmpty();
        assertThat(create(level(ConditionType.BELOW, volume(60), 0), ONCE)).isEqualTo("5:5/0=0");
        assertThat(status(2)).isEqualTo(LATCHED);
        clock(71);
        assertThat(status(2)).isEqualTo(ACTIVE);
    }

    @Test
    void shouldKeepVolumeAtItsMost() {
        create(level(ConditionType.ABOVE, volume(60), MOST), EVERY);
        assertThat(ticks("1:5*" + (MOST - 1))).isEmpty();
        assertThat(ticks("2:5*2")).isEqualTo("1:5/" + MOST + "=" + MOST);
        ticks("61:5*7");
        assertThat(create(level(ConditionType.ABOVE, volume(60), 9), ONCE)).isEqualTo("2:5/9=9");
    }

    /** Bars of 0 s, 60 s and 120 s; none of 180 s, as it has no tick. */
    @Test
    void shouldAverageLastCloses() {
        create(level(ConditionType.ABOVE, ofMinutes(ValueKind.SMA, 2), 1), EVERY);
        create(level(ConditionType.CROSSES_UP, ofMinutes(ValueKind.SMA, 2), 13), EVERY);
        assertThat(ticks("1:99 59:10 60:50 61:11 119:11")).isEmpty();
        assertThat(clock(119)).isEmpty();
        assertThat(clock(120)).isEqualTo("1:11/1=10");
        assertThat(ticks("121:16")).isEmpty();
        assertThat(ticks("250:20")).isEqualTo("2:16/13=14");
        set(1, PAUSED);
        assertThat(set(1, ACTIVE)).isEqualTo("1:20/1=14");
        assertThat(clock(300)).isEmpty();
        set(1, PAUSED);
        assertThat(set(1, ACTIVE)).isEqualTo("1:20/1=18");
    }

    /** The first bar of a value begins with the tick after the alert. */
    @Test
    void shouldBeginBarsWithNextTick() {
        ticks("1:10");
        create(level(ConditionType.ABOVE, ofMinutes(ValueKind.SMA, 1), 1), EVERY);
        assertThat(clock(60)).isEmpty();
        assertThat(ticks("70:12")).isEmpty();
        assertThat(clock(120)).isEqualTo("1:12/1=12");
    }

    /** Closes 10, 12, 18: (10 + 12) / 2 = 11 to begin with, then 11 + (18 - 11) * 2 / 3 = 15.67. */
    @Test
    void shouldSmoothCloses() {
        create(level(ConditionType.ABOVE, ofMinutes(ValueKind.EMA, 2), 1), ONCE);
        create(level(ConditionType.CROSSES_UP, ofMinutes(ValueKind.EMA, 2), 16), EVERY);
        assertThat(ticks("0:10 60:12 120:18")).isEqualTo("1:12/1=11");
        assertThat(clock(180)).isEqualTo("2:18/16=16");
    }

    /** Closes 1, 1, 3, 2, 1: 1.67, 1.83, 1.42, where going on from 2 would give 1.5, and that 2 again. */
    @Test
    void shouldGoOnSmoothingUnrounded() {
        create(level(ConditionType.BELOW, ofMinutes(ValueKind.EMA, 3), 2), ONCE);
        create(level(ConditionType.CROSSES_DOWN, ofMinutes(ValueKind.EMA, 3), 1), EVERY);
        assertThat(ticks("0:1 60:1 120:3 180:2")).isEqualTo("1:3/2=2");
        assertThat(ticks("240:1")).isEmpty();
        assertThat(clock(300)).isEqualTo("2:1/1=1");
    }

    /** Closes 10, 12, 11: G = 1, L = 0.5; 66.6667 %. Then 15: G = (1 + 4) / 2, L = 0.25: 90.9091 %. */
    @Test
    void shouldWeighRisesAgainstFalls() {
        create(level(ConditionType.ABOVE, ofMinutes(ValueKind.RSI, 2), 0), ONCE);
        create(level(ConditionType.CROSSES_UP, ofMinutes(ValueKind.RSI, 2), 900_000), ONCE);
        assertThat(ticks("0:10 60:12 120:11")).isEmpty();
        assertThat(clock(180)).isEqualTo("1:11/0=666667");
        assertThat(ticks("181:15")).isEmpty();
        assertThat(clock(240)).isEqualTo("2:15/900000=909091");
    }

    @Test
    void shouldSayHalfWhenThereIsNeitherRiseNorFall() {
        create(level(ConditionType.ABOVE, ofMinutes(ValueKind.RSI, 1), 0), ONCE);
        ticks("0:10 60:10");
        assertThat(clock(120)).isEqualTo("1:10/0=500000");
    }

    /** 10*1 + 20*3 over 4 is 17.5; the next bar has no size; then the value is absent. */
    @Test
    void shouldWeighPricesBySize() {
        create(level(ConditionType.ABOVE, ofMinutes(ValueKind.VWAP, 1), 1), EVERY);
        create(level(ConditionType.CROSSES_DOWN, ofMinutes(ValueKind.VWAP, 1), 17), EVERY);
        assertThat(ticks("0:10*1 1:20*3")).isEmpty();
        assertThat(clock(60)).isEqualTo("1:20/1=18");
        assertThat(ticks("61:30")).isEmpty();
        assertThat(clock(120)).isEmpty();
        set(1, PAUSED);
        assertThat(set(1, ACTIVE)).isEmpty();
        assertThat(ticks("121:16*2")).isEmpty();
        assertThat(clock(180)).isEqualTo("1:16/1=16 2:16/17=16");
    }

    @Test
    void shouldWeighNothingOverTooMuch() {
        create(level(ConditionType.ABOVE, ofMinutes(ValueKind.VWAP, 2), 1), EVERY);
        ticks("0:4*" + MOST + " 1:4*" + (MOST - 1));
        assertThat(ticks("60:4*1 120:4*1")).isEqualTo("1:4/1=4");
        set(1, PAUSED);
        ticks("121:4*" + MOST + " 122:4*" + MOST);
        clock(180);
        assertThat(set(1, ACTIVE)).isEmpty();
        assertThat(ticks("180:4*1 240:4*1")).isEmpty();
        assertThat(ticks("300:4*1")).isEqualTo("1:4/1=4");
    }

    @Test
    void shouldCloseDaysWhereTheyRoll() {
        long day = 86_400;
        dayRoll(3_600);
        create(level(ConditionType.ABOVE, Watched.ofBars(ValueKind.SMA, Bar.P1D, 1), 1), EVERY);
        ticks("10:5");
        dayRoll(7_200);
        assertThat(clock(3_599)).isEmpty();
        assertThat(clock(3_600)).isEqualTo("1:5/1=5");
        ticks("3700:6");
        set(1, PAUSED);
        clock(7_199);
        assertThat(set(1, ACTIVE)).isEqualTo("1:6/1=5");
        clock(7_200);
        set(1, PAUSED);
        assertThat(set(1, ACTIVE)).isEqualTo("1:6/1=6");
        ticks("7200:7");
        clock(day + 7_200);
        set(1, PAUSED);
        assertThat(set(1, ACTIVE)).isEqualTo("1:7/1=7");
    }

    @Test
    void shouldCompareTwoValues() {
        create(against(ConditionType.CROSSES_UP, Watched.LAST, MID), EVERY);
        create(against(ConditionType.ABOVE, BID, Watched.LAST), EVERY);
        assertThat(ticks("1:10")).isEmpty();
        assertThat(quote(2, 10, 9L, 15L)).isEmpty();
        assertThat(ticks("3:12")).isEqualTo("1:12/12");
        assertThat(quote(4, 10, 10L, null)).isEqualTo("2:10/10=10");
        assertThat(quote(5, 12, 9L, 15L)).isEqualTo("1:12/12");
        assertThat(quote(6, 8, null, 16L)).isEqualTo("2:8/8=9");
    }

    @Test
    void shouldCompareWithAverage() {
        create(against(ConditionType.CROSSES, Watched.LAST, ofMinutes(ValueKind.SMA, 2)), EVERY);
        assertThat(ticks("0:10 60:14")).isEmpty();
        assertThat(clock(120)).isEmpty();
        assertThat(ticks("121:12")).isEqualTo("1:12/12");
        assertThat(ticks("122:11 123:15")).isEqualTo("1:15/12");
        // Closes 14 and 16: the average passes the price.
        assertThat(ticks("124:16")).isEmpty();
        assertThat(clock(180)).isEmpty();
        assertThat(ticks("181:15")).isEqualTo("1:15/15");
    }
}
