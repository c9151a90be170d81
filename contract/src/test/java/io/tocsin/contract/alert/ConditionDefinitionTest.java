package io.tocsin.contract.alert;

import static io.tocsin.contract.alert.AlertDefinition.NULL_VALUE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.contract.alert.ConditionDefinition.Bounds;
import io.tocsin.contract.alert.ConditionDefinition.Distance;
import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.DistanceUnit;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.ConditionRecord;
import java.util.List;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What the engine adds to its record of a condition is none of the owner's business. */
class ConditionDefinitionTest {
    private static final List<String> SYMBOLS = List.of("BTCUSD", "ETHUSD");

    private final AlertRecord alert = new AlertRecord();
    private final ConditionRecord condition = new ConditionRecord();

    @Test
    void shouldLeaveOutBoundsThatTheEngineDerives() {
        begin(ConditionType.CHANGE, 1);
        condition.unit(DistanceUnit.PERCENT);
        condition.distance(25_000);
        condition.direction(Direction.EITHER);
        condition.from(ReferenceType.LAST_FIRE);
        condition.low(780_00);
        condition.high(820_00);
        condition.reference(800_00);
        end();

        assertThat(read().conditions())
                .containsExactly(new ConditionDefinition(
                        "",
                        ConditionType.CHANGE,
                        ValueDefinition.LAST,
                        2,
                        Bounds.NONE,
                        new Distance(DistanceUnit.PERCENT, 25_000, Direction.EITHER, ReferenceType.LAST_FIRE),
                        NULL_VALUE,
                        0));
    }

    @Test
    void shouldLeaveOutTheConstantOfALevelThatIsAValue() {
        begin(ConditionType.CROSSES_UP, 1);
        condition.low(0);
        condition.levelKind(ValueKind.SMA);
        condition.levelBar(Bar.PT1M);
        condition.levelPeriod(50);
        end();

        assertThat(read().conditions().get(0).bounds())
                .isEqualTo(Bounds.level(new ValueDefinition(ValueKind.SMA, Bar.PT1M, 50, NULL_VALUE)));
    }

    @Test
    void shouldNameOtherSymbolsOnly() {
        begin(ConditionType.ALL, 2);
        condition.type(ConditionType.SILENT);
        condition.withinNs(5);
        second(ConditionType.ABOVE);
        condition.symbolId(1);
        condition.kind(ValueKind.VOLUME);
        condition.withinNs(7);
        condition.low(3);
        end();

        assertThat(read().conditions()).extracting(ConditionDefinition::symbol).containsExactly("", "ETHUSD");
        assertThat(read().conditions())
                .extracting(ConditionDefinition::durationNs)
                .containsExactly(5L, NULL_VALUE);
        assertThat(read().conditions().get(1).value())
                .isEqualTo(new ValueDefinition(ValueKind.VOLUME, Bar.NULL_VAL, 0, 7));
        assertThat(AlertDefinition.of(alert, id -> id == 0 ? Optional.of("BTCUSD") : Optional.empty()))
                .isEmpty();
        assertThat(AlertDefinition.of(alert, id -> Optional.empty())).isEmpty();
    }

    private AlertDefinition read() {
        return AlertDefinition.of(alert, id -> Optional.of(SYMBOLS.get(id))).orElseThrow();
    }

    private void begin(ConditionType type, int count) {
        alert.conditionCount(count);
        alert.condition(type);
        alert.mode(TriggerMode.ONCE);
        alert.reset(NULL_VALUE);
        alert.expiresAtNs(NULL_VALUE);
        condition.wrap(alert, 0);
        clear(type);
    }

    private void second(ConditionType type) {
        condition.wrap(alert, 1);
        clear(type);
    }

    private void clear(ConditionType type) {
        condition.clear();
        condition.type(type);
        condition.kind(ValueKind.LAST);
        condition.decimals(2);
    }

    private void end() {
        byte[] actions = ActionsCodec.encode(List.of(Action.PUSH));
        alert.texts(new UnsafeBuffer(new byte[] {'a'}), new UnsafeBuffer(actions), new UnsafeBuffer(new byte[0]));
    }
}
