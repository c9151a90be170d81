package io.tocsin.engine.oracle;

import static io.tocsin.engine.codec.AlertStatus.ACTIVE;
import static io.tocsin.engine.codec.AlertStatus.EXPIRED;
import static io.tocsin.engine.codec.AlertStatus.LATCHED;
import static io.tocsin.engine.codec.AlertStatus.PAUSED;
import static io.tocsin.engine.codec.AlertStatus.TRIGGERED;
import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.oracle.Definition.Condition;
import io.tocsin.engine.oracle.Definition.Trigger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Levels, channels, triggers and ticks against examples worked out by hand. */
class OracleTest extends OracleExample {
    /** Prices before and after the alert is created; a firing on arming ends with a bang. */
    @ParameterizedTest
    @CsvSource({
        "ABOVE,        10,   , 9|10 11,            1:10/10",
        "ABOVE,        10,   , 10|12,              1:10/10!",
        "ABOVE,        10,   , |12,                1:12/10",
        "BELOW,        10,   , 11|10,              1:10/10",
        "BELOW,        10,   , 9|8,                1:9/10!",
        "CROSSES_UP,   10,   , 9|10,               1:10/10",
        "CROSSES_UP,   10,   , 10|11,              ''",
        "CROSSES_UP,   10,   , |11 9 11,           1:11/10",
        "CROSSES_DOWN, 10,   , 11|10,              1:10/10",
        "CROSSES_DOWN, 10,   , 10|9 11 10,         1:10/10",
        "CROSSES,      10,   , 9|11,               1:11/10",
        "CROSSES,      10,   , 10|9 10,            1:10/10",
        "INSIDE,       10, 20, 9|10,               1:10/10",
        "INSIDE,       10, 20, 21|15,              1:15/20",
        "INSIDE,       10, 20, 15|25,              1:15/10!",
        "INSIDE,       10, 20, 9|21 9 20,          1:20/10",
        "OUTSIDE,      10, 20, 15|20 10 21,        1:21/20",
        "OUTSIDE,      10, 20, |9,                 1:9/10",
        "ENTERS,       10, 20, |15 9 21 20,        1:20/20",
        "ENTERS,       10, 20, 15|25 15,           1:15/20",
        "EXITS,        10, 20, 9|15 9,             1:9/10",
        "EXITS,        10, 20, 9|21 10 21,         1:21/20",
    })
    void shouldFireOnce(ConditionType type, long low, Long high, String prices, String firings) {
        int bar = prices.indexOf('|');
        prices(prices.substring(0, bar));
        String onArming = create(condition(type, low, high), ONCE);
        String later = prices(prices.substring(bar + 1));
        assertThat(onArming.isEmpty() ? later : onArming + "!" + later).isEqualTo(firings);
        assertThat(status(1)).isEqualTo(firings.isEmpty() ? ACTIVE : TRIGGERED);
    }

    @ParameterizedTest
    @CsvSource({
        "ABOVE,        10,   ,   , 9 10 11 9 10,           1:10/10 1:10/10",
        "ABOVE,        10,   , 8 , 9 10 9 11 8 11,         1:10/10 1:11/10",
        "BELOW,        10,   ,   , 9 8 11 10,              1:9/10 1:10/10",
        "BELOW,        10,   , 12, 11 10 11 10 12 10,      1:10/10 1:10/10",
        "CROSSES_UP,   10,   ,   , 9 10 11 9 10,           1:10/10 1:10/10",
        "CROSSES_DOWN, 10,   , 12, 11 10 11 10 13 9,       1:10/10 1:9/10",
        "CROSSES,      10,   ,   , 9 10 9 11 8,            1:10/10 1:11/10 1:8/10",
        "INSIDE,       10, 20,   , 9 10 15 21 20,          1:10/10 1:20/20",
        "OUTSIDE,      10, 20,   , 15 9 21 20 21,          1:9/10 1:21/20",
        "ENTERS,       10, 20,   , 15 9 10 21 20,          1:10/10 1:20/20",
        "EXITS,        10, 20,   , 15 21 9 15 9,           1:21/20 1:9/10",
    })
    void shouldFireEveryTimeAfterReset(
            ConditionType type, long low, Long high, Long reset, String prices, String firings) {
        create(condition(type, low, high), new Trigger(TriggerMode.EVERY, 0, reset));
        assertThat(prices(prices)).isEqualTo(firings);
    }

    @Test
    void shouldArmAgainWhenCooldownEndsWithLastPriceBeyondReset() {
        create(level(ConditionType.ABOVE, 10), every(5));
        assertThat(ticks("1:10 2:9 3:10 4:9")).isEqualTo("1:10/10");
        assertThat(status(1)).isEqualTo(LATCHED);
        assertThat(ticks("6:11")).isEqualTo("1:11/10");
    }

    @Test
    void shouldStayLatchedWhenCooldownEndsAtPriceWithoutReset() {
        create(level(ConditionType.ABOVE, 10), every(5));
        ticks("1:10 2:9 3:10");
        clock(7);
        assertThat(status(1)).isEqualTo(LATCHED);
        assertThat(ticks("8:12 9:9")).isEmpty();
        assertThat(status(1)).isEqualTo(ACTIVE);
    }

    @Test
    void shouldArmCrossesAgainWhenCooldownEnds() {
        create(level(ConditionType.CROSSES, 10), every(5));
        assertThat(ticks("0:9 1:11 5:9 6:11")).isEqualTo("1:11/10 1:11/10");
    }

    @Test
    void shouldExpireBeforeInputOfThatTime() {
        create(definition(ConditionType.ABOVE, ONCE, 5L, level(ConditionType.ABOVE, 10)));
        assertThat(ticks("5:11")).isEmpty();
        assertThat(status(1)).isEqualTo(EXPIRED);
    }

    @Test
    void shouldExpirePausedButNotTriggered() {
        create(definition(ConditionType.ABOVE, ONCE, 5L, level(ConditionType.ABOVE, 10)));
        create(definition(ConditionType.ABOVE, ONCE, 5L, level(ConditionType.ABOVE, 10)));
        set(2, PAUSED);
        ticks("2:10");
        clock(5);
        assertThat(status(1)).isEqualTo(TRIGGERED);
        assertThat(status(2)).isEqualTo(EXPIRED);
    }

    @Test
    void shouldArmAfreshOnResumeAndReplace() {
        prices("10");
        assertThat(create(level(ConditionType.ABOVE, 10), ONCE)).isEqualTo("1:10/10");
        assertThat(set(1, ACTIVE)).isEqualTo("1:10/10");
        assertThat(replace(1, definition(ConditionType.BELOW, ONCE, null, level(ConditionType.BELOW, 11))))
                .isEqualTo("1:10/11");
    }

    @Test
    void shouldWalkThroughConflatedTick() {
        create(level(ConditionType.CROSSES_UP, 14), EVERY);
        create(level(ConditionType.CROSSES_DOWN, 9), EVERY);
        prices("10");
        assertThat(tick("X", 1, new Input.Prices(10L, 8L, 15L, 12L, true, 4), 0))
                .isEqualTo("2:8/9 1:15/14");
        assertThat(tick("X", 2, new Input.Prices(12L, 8L, 15L, 12L, false, 4), 0))
                .isEqualTo("1:15/14 2:8/9");
        assertThat(tick("X", 3, new Input.Prices(12L, 12L, 13L, 13L, true, 2), 0))
                .isEmpty();
    }

    @Test
    void shouldCountFiringsThroughStepsOfInput() {
        prices("10");
        create(level(ConditionType.CROSSES, 11), EVERY);
        List<Output> outputs = outputs(1, tickOf(new Input.Prices(12L, 9L, 12L, 10L, true, 9), 7));
        assertThat(outputs.stream()
                        .filter(Output.Fired.class::isInstance)
                        .map(output -> ((Output.Fired) output).eventId()))
                .containsExactly("5-0", "5-1", "5-2", "5-3");
        assertThat(outputs.get(4))
                .isInstanceOfSatisfying(
                        Output.Accepted.class,
                        accepted -> assertThat(accepted.range()).isEqualTo(new Output.Range(10, 9, 12, 9)));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0, 1, 0, PRICE_NOT_POSITIVE",
        "10, 9, 4611686018427387905, 10, 1, 0, PRICE_OUT_OF_RANGE",
        "10, 11, 12, 12, 1, 0, MALFORMED",
        "10, 10, 10, 11, 1, 0, MALFORMED",
        "10, 10, 10, 10, 0, 0, MALFORMED",
        "10, 10, 10, 10, 1, -1, MALFORMED",
        "10, 10, 10, 10, 1, 4611686018427387905, MALFORMED",
        "12, 12, 12, 12, 1, 0, PRICE_JUMP",
        "10, 8, 10, 10, 1, 0, PRICE_JUMP",
    })
    void shouldRejectTickWhole(long first, long min, long max, long last, int count, long size, RejectReason reason) {
        maxJump(100_000);
        prices("10");
        create(level(ConditionType.CROSSES_UP, 11), ONCE);
        assertThat(outputs(1, tickOf(new Input.Prices(first, min, max, last, true, count), size)))
                .singleElement()
                .isInstanceOfSatisfying(
                        Output.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(reason));
        assertThat(prices("11")).isEqualTo("1:11/11");
    }

    private static Input.Tick tickOf(Input.Prices prices, long size) {
        return new Input.Tick(1, "X", 0, prices, size, new Input.Book(null, null), null);
    }

    private static Condition condition(ConditionType type, long low, Long high) {
        return high == null ? level(type, low) : channel(type, Watched.LAST, low, high);
    }
}
