package io.tocsin.engine.oracle;

import static io.tocsin.engine.codec.AlertStatus.ACTIVE;
import static io.tocsin.engine.codec.AlertStatus.EXPIRED;
import static io.tocsin.engine.codec.AlertStatus.LATCHED;
import static io.tocsin.engine.codec.AlertStatus.PAUSED;
import static io.tocsin.engine.codec.AlertStatus.TRIGGERED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.oracle.Definition.Condition;
import io.tocsin.engine.oracle.Definition.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The oracle against examples worked out by hand. Times are nanoseconds, prices whole units. */
class OracleTest {
    private static final String OWNER = "default\nalice";
    private static final Trigger ONCE = new Trigger(TriggerMode.ONCE, 0, null);

    private final Oracle oracle = new Oracle();
    private long sequence;

    @BeforeEach
    void registerSymbol() {
        input(0, new Input.Register(1, "X"));
    }

    /** Prices before and after the alert is created; firings as price/reference, with a ! when on arming. */
    @ParameterizedTest
    @CsvSource({
        "ABOVE,        10,   , 9|10 11,            10/10",
        "ABOVE,        10,   , 10|12,              !10/10",
        "ABOVE,        10,   , |12,                12/10",
        "BELOW,        10,   , 11|10,              10/10",
        "BELOW,        10,   , 9|8,                !9/10",
        "CROSSES_UP,   10,   , 9|10,               10/10",
        "CROSSES_UP,   10,   , 10|11,              ''",
        "CROSSES_UP,   10,   , |11 9 11,           11/10",
        "CROSSES_DOWN, 10,   , 11|10,              10/10",
        "CROSSES_DOWN, 10,   , 10|9 11 10,         10/10",
        "CROSSES,      10,   , 9|11,               11/10",
        "CROSSES,      10,   , 10|9 10,            10/10",
        "INSIDE,       10, 20, 9|10,               10/10",
        "INSIDE,       10, 20, 21|15,              15/20",
        "INSIDE,       10, 20, 15|25,              !15/10",
        "INSIDE,       10, 20, 9|21 9 20,          20/10",
        "OUTSIDE,      10, 20, 15|20 10 21,        21/20",
        "OUTSIDE,      10, 20, |9,                 9/10",
        "ENTERS,       10, 20, |15 9 21 20,        20/20",
        "ENTERS,       10, 20, 15|25 15,           15/20",
        "EXITS,        10, 20, 9|15 9,             9/10",
        "EXITS,        10, 20, 9|21 10 21,         21/20",
    })
    void shouldFireOnce(
            final ConditionType type, final long low, final Long high, final String prices, final String firings) {
        final int bar = prices.indexOf('|');
        ticks(prices.substring(0, bar));
        final List<String> fired = new ArrayList<>();
        firings(create(0, new Condition(type, low, high), ONCE, null)).forEach(firing -> fired.add("!" + text(firing)));
        ticks(prices.substring(bar + 1)).forEach(firing -> fired.add(text(firing)));
        assertThat(String.join(" ", fired)).isEqualTo(firings);
        assertThat(status()).isEqualTo(firings.isEmpty() ? ACTIVE : TRIGGERED);
    }

    @ParameterizedTest
    @CsvSource({
        "ABOVE,        10,   ,   , 9 10 11 9 10,           10/10 10/10",
        "ABOVE,        10,   , 8 , 9 10 9 11 8 11,         10/10 11/10",
        "BELOW,        10,   ,   , 9 8 11 10,              9/10 10/10",
        "BELOW,        10,   , 12, 11 10 11 10 12 10,      10/10 10/10",
        "CROSSES_UP,   10,   ,   , 9 10 11 9 10,           10/10 10/10",
        "CROSSES_DOWN, 10,   , 12, 11 10 11 10 13 9,       10/10 9/10",
        "CROSSES,      10,   ,   , 9 10 9 11 8,            10/10 11/10 8/10",
        "INSIDE,       10, 20,   , 9 10 15 21 20,          10/10 20/20",
        "OUTSIDE,      10, 20,   , 15 9 21 20 21,          9/10 21/20",
        "ENTERS,       10, 20,   , 15 9 10 21 20,          10/10 20/20",
        "EXITS,        10, 20,   , 15 21 9 15 9,           21/20 9/10",
    })
    void shouldFireEveryTimeAfterReset(
            final ConditionType type,
            final long low,
            final Long high,
            final Long reset,
            final String prices,
            final String firings) {
        create(0, new Condition(type, low, high), new Trigger(TriggerMode.EVERY, 0, reset), null);
        assertThat(ticks(prices).stream().map(OracleTest::text)).containsExactly(firings.split(" "));
    }

    @Test
    void shouldArmAgainWhenCooldownEndsWithLastPriceBeyondReset() {
        create(0, new Condition(ConditionType.ABOVE, 10, null), new Trigger(TriggerMode.EVERY, 5, null), null);
        assertThat(firings(tick(1, 10))).hasSize(1);
        assertThat(firings(tick(2, 9))).isEmpty();
        assertThat(firings(tick(3, 10))).isEmpty();
        assertThat(firings(tick(4, 9))).isEmpty();
        assertThat(status()).isEqualTo(LATCHED);
        assertThat(firings(tick(6, 11))).hasSize(1);
    }

    @Test
    void shouldStayLatchedWhenCooldownEndsAtPriceWithoutReset() {
        create(0, new Condition(ConditionType.ABOVE, 10, null), new Trigger(TriggerMode.EVERY, 5, null), null);
        tick(1, 10);
        tick(2, 9);
        tick(3, 10);
        input(7, new Input.Clock(0));
        assertThat(status()).isEqualTo(LATCHED);
        assertThat(firings(tick(8, 12))).isEmpty();
        tick(9, 9);
        assertThat(status()).isEqualTo(ACTIVE);
    }

    @Test
    void shouldArmCrossesAgainWhenCooldownEnds() {
        create(0, new Condition(ConditionType.CROSSES, 10, null), new Trigger(TriggerMode.EVERY, 5, null), null);
        tick(0, 9);
        assertThat(firings(tick(1, 11))).hasSize(1);
        assertThat(firings(tick(5, 9))).isEmpty();
        assertThat(firings(tick(6, 11))).hasSize(1);
    }

    @Test
    void shouldExpireBeforeInputOfThatTime() {
        create(0, new Condition(ConditionType.ABOVE, 10, null), ONCE, 5L);
        assertThat(firings(tick(5, 11))).isEmpty();
        assertThat(status()).isEqualTo(EXPIRED);
    }

    @Test
    void shouldExpirePausedButNotTriggered() {
        create(0, new Condition(ConditionType.ABOVE, 10, null), ONCE, 5L);
        create(0, new Condition(ConditionType.ABOVE, 10, null), ONCE, 5L);
        input(1, new Input.SetStatus(1, OWNER, 2, PAUSED));
        tick(2, 10);
        input(5, new Input.Clock(0));
        assertThat(oracle.state(1).status()).isEqualTo(TRIGGERED);
        assertThat(oracle.state(2).status()).isEqualTo(EXPIRED);
    }

    @Test
    void shouldFireInOrderOfMove() {
        tick(0, 10);
        create(0, new Condition(ConditionType.CROSSES, 13, null), ONCE, null);
        create(0, new Condition(ConditionType.ABOVE, 12, null), ONCE, null);
        create(0, new Condition(ConditionType.EXITS, 9, 11L), ONCE, null);
        create(0, new Condition(ConditionType.ENTERS, 11, 20L), ONCE, null);
        assertThat(firings(tick(1, 15)))
                .extracting(Output.Fired::eventId, firing -> firing.alert().alertId())
                .containsExactly(tuple("7-0", 4L), tuple("7-1", 2L), tuple("7-2", 3L), tuple("7-3", 1L));
    }

    @Test
    void shouldArmAfreshOnResumeAndReplace() {
        tick(0, 10);
        create(0, new Condition(ConditionType.ABOVE, 10, null), ONCE, null);
        assertThat(firings(input(1, new Input.SetStatus(1, OWNER, 1, ACTIVE)))).hasSize(1);
        final Definition lower = definition(new Condition(ConditionType.BELOW, 10, null), ONCE, null);
        final List<Output.Fired> fired = firings(input(2, new Input.Replace(1, OWNER, 1, null, lower)));
        assertThat(fired).singleElement().satisfies(firing -> {
            assertThat(firing.alert().version()).isEqualTo(2);
            assertThat(firing.alert().firedCount()).isEqualTo(3);
        });
    }

    private AlertStatus status() {
        return oracle.state(1).status();
    }

    private List<Output.Fired> ticks(final String prices) {
        final List<Output.Fired> fired = new ArrayList<>();
        for (final Scanner scanner = new Scanner(prices); scanner.hasNextLong(); ) {
            fired.addAll(firings(tick(0, scanner.nextLong())));
        }
        return fired;
    }

    private List<Output> tick(final long timeNs, final long price) {
        return input(timeNs, new Input.Tick(1, "X", 8, price, 0, null));
    }

    private List<Output> create(
            final long timeNs, final Condition condition, final Trigger trigger, final Long expiresAtNs) {
        return input(timeNs, new Input.Create(1, OWNER, definition(condition, trigger, expiresAtNs)));
    }

    private static Definition definition(final Condition condition, final Trigger trigger, final Long expiresAtNs) {
        return new Definition("X", 8, condition, trigger, expiresAtNs, "", "");
    }

    private List<Output> input(final long timeNs, final Input input) {
        return oracle.onInput(++sequence, timeNs, input);
    }

    private static List<Output.Fired> firings(final List<Output> outputs) {
        return outputs.stream()
                .filter(Output.Fired.class::isInstance)
                .map(Output.Fired.class::cast)
                .toList();
    }

    private static String text(final Output.Fired firing) {
        return firing.move().price() + "/" + firing.reference();
    }
}
