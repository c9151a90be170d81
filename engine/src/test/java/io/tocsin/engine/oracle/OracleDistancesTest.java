package io.tocsin.engine.oracle;

import static io.tocsin.engine.codec.AlertStatus.ACTIVE;
import static io.tocsin.engine.codec.AlertStatus.EXPIRED;
import static io.tocsin.engine.codec.AlertStatus.LATCHED;
import static io.tocsin.engine.codec.AlertStatus.TRIGGERED;
import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.ValueKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Moves, changes, trails and silences against examples worked out by hand. */
class OracleDistancesTest extends OracleExample {
    private static final long DAY = 86_400;

    /** Within a minute buckets are seconds. The price of 100 s is there when the alert comes. */
    @ParameterizedTest
    @CsvSource({
        "MOVES_UP,   5,   100:10|101:14 102:15,             1:15/10",
        "MOVES_UP,   5,   100:10|101:12 130:8 140:13,       1:13/8",
        "MOVES_UP,   5,   100:10|159:15,                    1:15/10",
        "MOVES_UP,   5,   100:10|160:15,                    ''",
        "MOVES_UP,   50%, 100:10|101:14 102:15,             1:15/10",
        "MOVES_UP,   50%, 100:11|101:16 102:17,             1:17/11",
        "MOVES_DOWN, 5,   100:10|101:12 102:8 103:7,        1:7/12",
        "MOVES_DOWN, 50%, 100:10|101:6 102:5,               1:5/10",
        "MOVES_DOWN, 34%, 100:10|101:7 102:6,               1:6/10",
    })
    void shouldMoveInWindow(ConditionType type, String distance, String ticks, String firings) {
        int bar = ticks.indexOf('|');
        ticks(ticks.substring(0, bar));
        create(moves(type, distance, 60), ONCE);
        assertThat(ticks(ticks.substring(bar + 1))).isEqualTo(firings);
    }

    @Test
    void shouldLookBackWhereWindowIsThereAlready() {
        create(moves(ConditionType.MOVES_UP, "1000", 60), EVERY);
        ticks("1:10 2:20");
        create(moves(ConditionType.MOVES_UP, "5", 60), ONCE);
        create(moves(ConditionType.MOVES_UP, "5", 120), ONCE);
        assertThat(ticks("3:16")).isEqualTo("2:16/10");
        delete(1);
        create(moves(ConditionType.MOVES_UP, "5", 60), ONCE);
        assertThat(ticks("4:17")).isEmpty();
    }

    @Test
    void shouldStayLatchedWhileStillMoved() {
        create(moves(ConditionType.MOVES_UP, "5", 60), EVERY);
        assertThat(ticks("1:10 2:15 3:20 4:14")).isEqualTo("1:15/10");
        assertThat(status(1)).isEqualTo(ACTIVE);
        assertThat(ticks("5:15")).isEqualTo("1:15/10");
    }

    /** When the cooldown ends at 502 s the window is empty but for the last price, for that look only. */
    @Test
    void shouldLookAtPresentPriceWhenCooldownEnds() {
        create(moves(ConditionType.MOVES_UP, "5", 60), every(500));
        assertThat(ticks("1:10 2:15")).isEqualTo("1:15/10");
        clock(501);
        assertThat(status(1)).isEqualTo(LATCHED);
        clock(502);
        assertThat(status(1)).isEqualTo(ACTIVE);
        assertThat(ticks("503:30 504:35")).isEqualTo("1:35/30");
    }

    /** The cooldown ends at 12 s, when the window still has the price of 1 s, and is handled at 200 s. */
    @Test
    void shouldLookAtWindowAsOfEndOfCooldown() {
        create(moves(ConditionType.MOVES_UP, "5", 60), every(10));
        assertThat(ticks("1:10 2:15")).isEqualTo("1:15/10");
        clock(200);
        assertThat(status(1)).isEqualTo(LATCHED);
        assertThat(ticks("201:15")).isEmpty();
        assertThat(status(1)).isEqualTo(ACTIVE);
    }

    @ParameterizedTest
    @CsvSource({
        "UP,     CREATION,  3,   10|12 13,          1:13/10",
        "UP,     CREATION,  3,   |10 9 12 13,       1:13/10",
        "DOWN,   CREATION,  20%, 10|9 8,            1:8/10",
        "EITHER, CREATION,  3,   10|12 8 7,         1:7/10",
        "UP,     CREATION,  3,   10|13 14 12 13,    1:13/10 1:13/10",
        "UP,     LAST_FIRE, 3,   10|13 15 16 18 19, 1:13/10 1:16/13 1:19/16",
        "EITHER, LAST_FIRE, 3,   10|13 10 11 7,     1:13/10 1:10/13 1:7/10",
        "DOWN,   LAST_FIRE, 50%, 10|5 3 2,          1:5/10 1:2/5",
    })
    void shouldChangeFromOwnReference(
            Direction direction, ReferenceType from, String distance, String prices, String firings) {
        int bar = prices.indexOf('|');
        prices(prices.substring(0, bar));
        create(change(direction, from, distance), EVERY);
        assertThat(prices(prices.substring(bar + 1))).isEqualTo(firings);
    }

    @Test
    void shouldFireAtNextPriceWhenChangedInCooldown() {
        create(change(Direction.UP, ReferenceType.LAST_FIRE, "3"), every(10));
        assertThat(ticks("0:10 1:13 5:20")).isEqualTo("1:13/10");
        assertThat(clock(11)).isEmpty();
        assertThat(status(1)).isEqualTo(ACTIVE);
        assertThat(ticks("12:20")).isEqualTo("1:20/13");
    }

    @Test
    void shouldMeasureFromPresentValueWhenArmedAfresh() {
        create(change(Direction.UP, ReferenceType.LAST_FIRE, "3"), ONCE);
        assertThat(prices("10 13")).isEqualTo("1:13/10");
        set(1, ACTIVE);
        assertThat(prices("15 16")).isEqualTo("1:16/13");
    }

    @Test
    void shouldChangeFromDayOpenAndPreviousClose() {
        create(change(Direction.UP, ReferenceType.DAY_OPEN, "3"), EVERY);
        create(change(Direction.DOWN, ReferenceType.PREVIOUS_CLOSE, "3"), EVERY);
        assertThat(ticks("0:10 1:13 2:7 3:12")).isEqualTo("1:13/10");
        // The next day opens at 9 after a close of 12.
        assertThat(ticks(DAY + ":9")).isEqualTo("2:9/12");
        assertThat(ticks((DAY + 1) + ":12 " + (DAY + 2) + ":13")).isEqualTo("1:12/9");
    }

    @Test
    void shouldBeginDayWhereItRolls() {
        dayRoll(-3_600);
        create(change(Direction.UP, ReferenceType.DAY_OPEN, "3"), ONCE);
        create(change(Direction.UP, ReferenceType.DAY_OPEN, "3"), ONCE);
        assertThat(ticks("0:10 82799:12")).isEmpty();
        assertThat(ticks("82800:11 82801:13")).isEmpty();
        assertThat(ticks("82802:14")).isEqualTo("1:14/11 2:14/11");
    }

    @Test
    void shouldApplyDayRollInForceToBothPrices() {
        create(change(Direction.UP, ReferenceType.DAY_OPEN, "3"), ONCE);
        ticks("3600:10");
        dayRoll(7_200);
        assertThat(ticks("7199:12 7200:11 7201:13")).isEmpty();
        assertThat(ticks("7202:14")).isEqualTo("1:14/11");
    }

    @ParameterizedTest
    @CsvSource({
        "DOWN, 3,   10|12 10 9,             1:9/12",
        "DOWN, 50%, 10|12 7 6,              1:6/12",
        "DOWN, 3,   |10 8 7,                1:7/10",
        "UP,   3,   10|8 10 11,             1:11/8",
        "UP,   50%, 10|8 11 12,             1:12/8",
        "DOWN, 3,   10|7 6 4 9 6,           1:7/10 1:4/7 1:6/9",
    })
    void shouldTrailPeakOrTrough(Direction direction, String distance, String prices, String firings) {
        int bar = prices.indexOf('|');
        prices(prices.substring(0, bar));
        create(trails(direction, distance), EVERY);
        assertThat(prices(prices.substring(bar + 1))).isEqualTo(firings);
    }

    @Test
    void shouldTrailFromValueAtWhichCooldownEnded() {
        create(trails(Direction.DOWN, "3"), every(10));
        assertThat(ticks("0:10 1:7 2:20 3:15")).isEqualTo("1:7/10");
        assertThat(ticks("11:13 12:12")).isEqualTo("1:12/15");
    }

    @Test
    void shouldFireAfterSilence() {
        create(silent(10), ONCE);
        assertThat(clock(100)).isEmpty();
        assertThat(ticks("101:5 110:6")).isEmpty();
        assertThat(clock(119)).isEmpty();
        assertThat(clock(125)).isEqualTo("1:6/-");
        assertThat(status(1)).isEqualTo(TRIGGERED);
        assertThat(set(1, ACTIVE)).isEqualTo("1:6/-");
    }

    @Test
    void shouldFireAgainAfterNextSilence() {
        create(silent(10), EVERY);
        assertThat(ticks("1:5 11:6 21:6")).isEqualTo("1:5/- 1:6/-");
        assertThat(ticks("22:7")).isEmpty();
        assertThat(clock(100)).isEqualTo("1:7/-");
        assertThat(clock(200)).isEmpty();
    }

    @Test
    void shouldFireSilencesByTimeThenId() {
        create(silent(20), ONCE);
        create(silent(10), ONCE);
        create(silent(10), ONCE);
        ticks("1:5");
        assertThat(clock(100)).isEqualTo("2:5/- 3:5/- 1:5/-");
    }

    @Test
    void shouldNotFireAtExpiry() {
        create(definition(ConditionType.SILENT, ONCE, 11L, silent(10)));
        create(definition(ConditionType.SILENT, ONCE, 12L, silent(10)));
        ticks("1:5");
        assertThat(clock(100)).isEqualTo("2:5/-");
        assertThat(status(1)).isEqualTo(EXPIRED);
        assertThat(status(2)).isEqualTo(TRIGGERED);
    }

    @Test
    void shouldLetSilenceInCooldownPass() {
        create(silent(10), every(30));
        assertThat(ticks("0:5 10:6 12:7")).isEqualTo("1:5/-");
        assertThat(clock(39)).isEmpty();
        assertThat(ticks("40:8")).isEmpty();
        assertThat(status(1)).isEqualTo(ACTIVE);
        assertThat(clock(50)).isEqualTo("1:8/-");
    }

    @Test
    void shouldMoveChangeAndTrailOfAverages() {
        Watched sma = ofMinutes(ValueKind.SMA, 1);
        create(watching(sma, moves(ConditionType.MOVES_UP, "5", 180)), ONCE);
        create(watching(sma, change(Direction.UP, ReferenceType.CREATION, "5")), ONCE);
        create(watching(sma, trails(Direction.DOWN, "5")), ONCE);
        create(level(ConditionType.ABOVE, sma, 1_000), EVERY);
        assertThat(ticks("0:10 60:11 120:12 180:13 240:16 300:10")).isEqualTo("2:16/10=16");
        assertThat(clock(359)).isEmpty();
        assertThat(clock(360)).isEqualTo("3:10/16=10");
        assertThat(ticks("361:17 420:1")).isEqualTo("1:17/10=17");
    }
}
