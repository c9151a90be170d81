package io.tocsin.engine.oracle;

import static io.tocsin.engine.codec.AlertStatus.EXPIRED;
import static io.tocsin.engine.codec.ConditionType.ABOVE;
import static io.tocsin.engine.codec.ConditionType.ALL;
import static io.tocsin.engine.codec.ConditionType.BELOW;
import static io.tocsin.engine.codec.ConditionType.CROSSES;
import static io.tocsin.engine.codec.ConditionType.CROSSES_DOWN;
import static io.tocsin.engine.codec.ConditionType.CROSSES_UP;
import static io.tocsin.engine.codec.ConditionType.ENTERS;
import static io.tocsin.engine.codec.ConditionType.EXITS;
import static io.tocsin.engine.codec.ConditionType.INSIDE;
import static io.tocsin.engine.codec.ConditionType.MOVES_DOWN;
import static io.tocsin.engine.codec.ConditionType.MOVES_UP;
import static io.tocsin.engine.codec.ConditionType.OUTSIDE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.ValueKind;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The order of firings against examples worked out by hand. */
class OracleOrderTest extends OracleExample {
    private static final long DAY = 86_400;

    @Test
    void shouldGoByThresholdOnWayUp() {
        prices("10");
        create(level(CROSSES, 13), ONCE);
        create(level(ABOVE, 12), ONCE);
        create(channel(EXITS, Watched.LAST, 9, 11), ONCE);
        create(channel(ENTERS, Watched.LAST, 11, 20), ONCE);
        create(change(Direction.EITHER, ReferenceType.CREATION, "1"), ONCE);
        create(change(Direction.UP, ReferenceType.LAST_FIRE, "11%"), ONCE);
        assertThat(ids(prices("15"))).isEqualTo("4 5 2 3 6 1");
    }

    @Test
    void shouldGoByThresholdOnWayDown() {
        prices("20");
        create(level(CROSSES_DOWN, 15), ONCE);
        create(level(BELOW, 18), ONCE);
        create(channel(OUTSIDE, Watched.LAST, 17, 25), ONCE);
        create(channel(ENTERS, Watched.LAST, 11, 16), ONCE);
        create(change(Direction.DOWN, ReferenceType.CREATION, "11%"), ONCE);
        assertThat(ids(prices("15"))).isEqualTo("2 5 3 4 1");
    }

    /** A change that came about in the cooldown is reached from below, though the price falls. */
    @Test
    void shouldPutThoseReachedFromBelowFirst() {
        create(change(Direction.UP, ReferenceType.LAST_FIRE, "2"), every(10));
        assertThat(ids(ticks("0:10 1:12 2:20"))).isEqualTo("1");
        create(level(BELOW, 18), ONCE);
        create(level(CROSSES_DOWN, 19), ONCE);
        clock(11);
        assertThat(ids(ticks("12:17"))).isEqualTo("1 3 2");
    }

    @Test
    void shouldGoByIdAtFirstEvent() {
        create(level(ABOVE, 5), ONCE);
        create(level(BELOW, 50), ONCE);
        create(level(ABOVE, 3), ONCE);
        create(channel(OUTSIDE, Watched.LAST, 1, 2), ONCE);
        assertThat(ids(prices("10"))).isEqualTo("1 2 3 4");
    }

    @Test
    void shouldGoValueAfterValue() {
        create(level(ABOVE, volume(120), 10), ONCE);
        create(level(ABOVE, volume(60), 10), ONCE);
        create(level(ABOVE, SPREAD, 2), ONCE);
        create(level(ABOVE, MID, 10), ONCE);
        create(level(ABOVE, ASK, 10), ONCE);
        create(level(ABOVE, BID, 10), ONCE);
        create(level(ABOVE, 10), ONCE);
        create(against(ABOVE, ASK, Watched.LAST), ONCE);
        create(against(ABOVE, Watched.LAST, MID), ONCE);
        create(against(ABOVE, Watched.LAST, BID), ONCE);
        create(ALL, ONCE, level(ABOVE, 5), level(ABOVE, 6));
        Input.Tick tick = new Input.Tick(1, "X", 0, Input.Prices.one(14), 10, new Input.Book(11L, 14L), null);
        assertThat(ids(input(1, tick))).isEqualTo("7 6 5 4 3 2 1 10 9 8 11");
    }

    @Test
    void shouldGoBarAfterBarAndValueAfterValue() {
        create(level(ABOVE, ofMinutes(ValueKind.VWAP, 1), 1), ONCE);
        create(level(ABOVE, ofMinutes(ValueKind.EMA, 1), 1), ONCE);
        create(level(ABOVE, ofMinutes(ValueKind.SMA, 2), 1), ONCE);
        create(level(ABOVE, Watched.ofBars(ValueKind.SMA, Bar.PT5M, 1), 1), ONCE);
        create(level(ABOVE, ofMinutes(ValueKind.SMA, 1), 11), ONCE);
        create(against(ABOVE, Watched.LAST, ofMinutes(ValueKind.SMA, 1)), ONCE);
        create(silent(59), ONCE);
        create(silent(60), ONCE);
        assertThat(ids(ticks("200:10*1 240:12*1"))).isEqualTo("2 1 6");
        assertThat(ids(clock(301))).isEqualTo("7 5 3 4 8");
    }

    @Test
    void shouldGoChangesThenMovesThenPeaksThenTroughs() {
        ticks("0:20");
        ticks(DAY + ":20");
        create(trails(Direction.UP, "1"), ONCE);
        create(trails(Direction.DOWN, "5"), ONCE);
        create(trails(Direction.DOWN, "20%"), ONCE);
        create(trails(Direction.DOWN, "4"), ONCE);
        create(moves(MOVES_DOWN, "3", 120), ONCE);
        create(moves(MOVES_DOWN, "3", 60), ONCE);
        create(moves(MOVES_DOWN, "2", 60), ONCE);
        create(moves(MOVES_DOWN, "10%", 60), ONCE);
        create(moves(MOVES_UP, "1", 60), ONCE);
        create(change(Direction.EITHER, ReferenceType.PREVIOUS_CLOSE, "1"), ONCE);
        create(change(Direction.DOWN, ReferenceType.PREVIOUS_CLOSE, "1"), ONCE);
        create(change(Direction.EITHER, ReferenceType.DAY_OPEN, "1"), ONCE);
        create(level(CROSSES_DOWN, 15), ONCE);
        ticks((DAY + 1) + ":20");
        assertThat(ids(ticks((DAY + 2) + ":15"))).isEqualTo("13 12 11 10 8 7 6 5 3 4 2");
    }

    @Test
    void shouldPutLowerPeaksFirst() {
        prices("20");
        create(trails(Direction.DOWN, "5"), ONCE);
        prices("18");
        create(trails(Direction.DOWN, "3"), ONCE);
        assertThat(ids(prices("15"))).isEqualTo("2 1");
    }

    @Test
    void shouldPutHigherTroughsFirst() {
        prices("20");
        create(trails(Direction.UP, "5"), ONCE);
        prices("22");
        create(trails(Direction.UP, "3"), ONCE);
        assertThat(ids(prices("25"))).isEqualTo("2 1");
    }

    /**
     * At 30 s the volume falls from 60 to 15, but 2 has waited since the window was empty, when its cooldown ended: its
     * way is up. To the others it comes down from the event before. What they name is that event in either case.
     */
    @Test
    void shouldComeFromVolumeWhenStateConditionBeganToWait() {
        create(channel(ENTERS, volume(6), 10, 20), every(8));
        create(channel(INSIDE, volume(6), 10, 20), every(8));
        create(channel(INSIDE, volume(6), 10, 20), EVERY);
        create(level(CROSSES_UP, volume(6), 10), every(8));
        assertThat(ids(ticks("1:5*5 2:5*5 3:5*50"))).isEqualTo("1 2 3 4");
        clock(20);
        assertThat(ticks("30:5*15")).isEqualTo("2:5/20=15 1:5/20=15 3:5/20=15");
    }

    /** At 60 s the bar closes before the alert expires, which is too late all the same. */
    @Test
    void shouldCloseBarsBeforeAlertsTimers() {
        create(definition(ABOVE, ONCE, 60L, level(ABOVE, ofMinutes(ValueKind.SMA, 1), 1)));
        create(definition(ABOVE, ONCE, 61L, level(ABOVE, ofMinutes(ValueKind.SMA, 1), 1)));
        create(silent(59), ONCE);
        create(level(CROSSES_UP, 1_000), ONCE);
        ticks("1:10");
        assertThat(ids(clock(100))).isEqualTo("2 3");
        assertThat(status(1)).isEqualTo(EXPIRED);
    }

    @Test
    void shouldCloseBarsBySymbolThenLength() {
        create(on("Y", level(ABOVE, ofMinutes(ValueKind.SMA, 1), 1)), ONCE);
        create(level(ABOVE, Watched.ofBars(ValueKind.SMA, Bar.PT5M, 1), 1), ONCE);
        create(level(ABOVE, ofMinutes(ValueKind.SMA, 1), 1), ONCE);
        tick("Y", 299, 5);
        ticks("299:5");
        assertThat(ids(clock(1_000))).isEqualTo("3 2 1");
    }

    private static String ids(String firings) {
        return Arrays.stream(firings.split(" "))
                .map(firing -> firing.substring(0, firing.indexOf(':')))
                .collect(Collectors.joining(" "));
    }
}
