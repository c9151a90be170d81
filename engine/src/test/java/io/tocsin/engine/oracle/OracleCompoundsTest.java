package io.tocsin.engine.oracle;

import static io.tocsin.engine.codec.AlertStatus.ACTIVE;
import static io.tocsin.engine.codec.AlertStatus.LATCHED;
import static io.tocsin.engine.codec.AlertStatus.PAUSED;
import static io.tocsin.engine.codec.AlertStatus.TRIGGERED;
import static io.tocsin.engine.codec.ConditionType.ABOVE;
import static io.tocsin.engine.codec.ConditionType.ALL;
import static io.tocsin.engine.codec.ConditionType.ANY;
import static io.tocsin.engine.codec.ConditionType.BELOW;
import static io.tocsin.engine.codec.ConditionType.CROSSES;
import static io.tocsin.engine.codec.ConditionType.CROSSES_DOWN;
import static io.tocsin.engine.codec.ConditionType.CROSSES_UP;
import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.ValueKind;
import org.junit.jupiter.api.Test;

/** Compound conditions against examples worked out by hand. */
class OracleCompoundsTest extends OracleExample {
    @Test
    void shouldFireWhenLastOfAllBecomesTrue() {
        create(ALL, ONCE, level(ABOVE, 10), on("Y", level(BELOW, 5)));
        assertThat(ticks("1:11")).isEmpty();
        assertThat(tick("Y", 2, 6)).isEmpty();
        assertThat(tick("Y", 3, 5)).isEqualTo("1:5/5");
        assertThat(status(1)).isEqualTo(TRIGGERED);
    }

    @Test
    void shouldNotFireWhenNothingBecomesTrue() {
        create(ALL, EVERY, level(ABOVE, 10), on("Y", level(BELOW, 5)));
        ticks("1:11");
        assertThat(tick("Y", 2, 5)).isEqualTo("1:5/5");
        assertThat(tick("Y", 3, 4)).isEmpty();
        assertThat(ticks("4:12")).isEmpty();
        assertThat(status(1)).isEqualTo(LATCHED);
        assertThat(ticks("5:9")).isEmpty();
        assertThat(status(1)).isEqualTo(ACTIVE);
        assertThat(ticks("6:10")).isEqualTo("1:10/10");
    }

    @Test
    void shouldFireOnArmingWhenAllOrAnyAreTrue() {
        ticks("1:11");
        assertThat(create(ALL, ONCE, level(ABOVE, 10), level(BELOW, 12))).isEqualTo("1:11/10");
        assertThat(create(ALL, ONCE, level(ABOVE, 10), on("Y", level(BELOW, 12))))
                .isEmpty();
        assertThat(create(ANY, ONCE, on("Y", level(BELOW, 12)), level(ABOVE, 11)))
                .isEqualTo("3:11/11");
        assertThat(create(ALL, ONCE, level(ABOVE, 10), level(CROSSES, 11))).isEmpty();
    }

    @Test
    void shouldFireAgainWhenAnyBecomesTrueAfterNoneWas() {
        create(ANY, EVERY, level(ABOVE, 10), on("Y", level(ABOVE, 10)));
        assertThat(ticks("1:10")).isEqualTo("1:10/10");
        assertThat(tick("Y", 2, 10)).isEmpty();
        assertThat(ticks("3:9 4:10 5:9")).isEmpty();
        assertThat(status(1)).isEqualTo(LATCHED);
        assertThat(tick("Y", 6, 9)).isEmpty();
        assertThat(status(1)).isEqualTo(ACTIVE);
        assertThat(tick("Y", 7, 11)).isEqualTo("1:11/10");
    }

    @Test
    void shouldCountEventToEndOfItsInput() {
        create(ALL, EVERY, level(CROSSES_UP, 11), level(CROSSES_DOWN, 9));
        assertThat(ticks("1:10 2:11 3:9")).isEmpty();
        assertThat(tick("X", 4, new Input.Prices(12L, 8L, 12L, 10L, false, 3), 0))
                .isEqualTo("1:8/9");
        assertThat(status(1)).isEqualTo(ACTIVE);
    }

    /** Both events within the same five seconds, the later of which is outside already. */
    @Test
    void shouldCountEventWithin() {
        create(ALL, EVERY, within(5, level(CROSSES_UP, 11)), on("Y", level(CROSSES_UP, 11)));
        tick("Y", 0, 10);
        assertThat(ticks("0:10 1:11")).isEmpty();
        assertThat(tick("Y", 6, 11)).isEmpty();
        tick("Y", 7, 10);
        ticks("8:10 9:11");
        assertThat(tick("Y", 13, 11)).isEqualTo("1:11/11");
        assertThat(status(1)).isEqualTo(ACTIVE);
    }

    @Test
    void shouldHappenAgainWhileTrue() {
        create(ALL, EVERY, within(5, level(CROSSES_UP, 11)), on("Y", level(ABOVE, 1)));
        tick("Y", 0, 1);
        assertThat(ticks("0:10 1:11")).isEqualTo("1:11/11");
        assertThat(ticks("2:10 3:11")).isEmpty();
        assertThat(status(1)).isEqualTo(LATCHED);
        clock(7);
        assertThat(status(1)).isEqualTo(LATCHED);
        clock(8);
        assertThat(status(1)).isEqualTo(ACTIVE);
        assertThat(ticks("9:10 10:11")).isEqualTo("1:11/11");
    }

    @Test
    void shouldFireAgainOnlyAfterCooldown() {
        create(ANY, every(10), level(ABOVE, 10), on("Y", level(ABOVE, 10)));
        assertThat(ticks("1:10 2:9 3:10")).isEqualTo("1:10/10");
        clock(11);
        assertThat(status(1)).isEqualTo(LATCHED);
        ticks("12:9");
        assertThat(status(1)).isEqualTo(ACTIVE);
        assertThat(ticks("13:10 14:9")).isEqualTo("1:10/10");
        assertThat(status(1)).isEqualTo(LATCHED);
        clock(23);
        assertThat(status(1)).isEqualTo(ACTIVE);
    }

    @Test
    void shouldCarryFirstConditionThatBecameTrue() {
        create(ANY, ONCE, level(ABOVE, 20), level(ABOVE, 12), level(CROSSES, 11));
        assertThat(ticks("1:10 2:15")).isEqualTo("1:15/12");
    }

    @Test
    void shouldLookAtOthersFromNextEventOn() {
        ticks("1:10");
        create(ALL, EVERY, change(Direction.UP, ReferenceType.CREATION, "3"), on("Y", level(ABOVE, 1)));
        assertThat(tick("Y", 2, 1)).isEmpty();
        assertThat(ticks("3:12 4:13")).isEqualTo("1:13/10");
        assertThat(ticks("5:14")).isEmpty();
        assertThat(ticks("6:12 7:13")).isEqualTo("1:13/10");
    }

    @Test
    void shouldMeasureFromLastFireOfWholeAlert() {
        ticks("1:10");
        create(ALL, EVERY, change(Direction.UP, ReferenceType.LAST_FIRE, "3"), on("Y", level(ABOVE, 1)));
        assertThat(ticks("2:15")).isEmpty();
        assertThat(tick("Y", 3, 1)).isEqualTo("1:1/1");
        assertThat(status(1)).isEqualTo(ACTIVE);
        assertThat(ticks("4:17 5:18")).isEqualTo("1:18/15");
    }

    @Test
    void shouldTrailFromWhereItBecomesActive() {
        create(ALL, EVERY, trails(Direction.DOWN, "3"), on("Y", level(ABOVE, 1)));
        tick("Y", 0, 1);
        assertThat(ticks("1:10 2:7")).isEqualTo("1:7/10");
        assertThat(ticks("3:6")).isEmpty();
        assertThat(status(1)).isEqualTo(LATCHED);
        assertThat(ticks("4:8")).isEmpty();
        assertThat(status(1)).isEqualTo(ACTIVE);
        assertThat(ticks("5:7 6:6 7:5")).isEqualTo("1:5/8");
    }

    @Test
    void shouldJoinSilences() {
        create(ALL, EVERY, silent(10), on("Y", silent(20)));
        ticks("1:5");
        tick("Y", 2, 6);
        assertThat(clock(21)).isEmpty();
        assertThat(clock(22)).isEqualTo("1:6/-");
        assertThat(ticks("30:5")).isEmpty();
        assertThat(status(1)).isEqualTo(ACTIVE);
        assertThat(clock(39)).isEmpty();
        assertThat(clock(40)).isEqualTo("1:5/-");
    }

    @Test
    void shouldFollowNothingWhilePaused() {
        create(ALL, EVERY, within(100, level(CROSSES_UP, 11)), on("Y", level(ABOVE, 1)));
        ticks("0:10 1:11");
        set(1, PAUSED);
        set(1, ACTIVE);
        assertThat(tick("Y", 2, 1)).isEmpty();
        assertThat(ticks("3:10 4:11")).isEqualTo("1:11/11");
    }

    /** The bar closes at 60 s with 12, when the price is 12 too. */
    @Test
    void shouldJoinValuesOfBars() {
        create(ALL, EVERY, level(ABOVE, 10), level(ABOVE, ofMinutes(ValueKind.SMA, 1), 11));
        assertThat(ticks("1:12")).isEmpty();
        assertThat(clock(60)).isEqualTo("1:12/11=12");
        assertThat(ticks("61:9 62:13")).isEqualTo("1:13/10");
    }
}
