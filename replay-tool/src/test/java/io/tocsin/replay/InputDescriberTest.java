package io.tocsin.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.codec.AlertDefinitionEncoder;
import io.tocsin.engine.codec.AlertDefinitionEncoder.ConditionsEncoder;
import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.ConflatedTickEncoder;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.DistanceUnit;
import io.tocsin.engine.codec.Flag;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.PlainTickDecoder;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.ReplaceAlertEncoder;
import io.tocsin.engine.codec.TickEncoder;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.codec.WatchedValueEncoder;
import io.tocsin.engine.wire.InputEncoder;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class InputDescriberTest {
    private static final long SECOND_NS = 1_000_000_000;

    private final UnsafeBuffer message = new UnsafeBuffer(new byte[2048]);
    private final UnsafeBuffer definition = new UnsafeBuffer(new byte[1024]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final StringWriter out = new StringWriter();

    @Test
    void shouldPrintBidAndAsk() {
        new TickEncoder()
                .wrapAndApplyHeader(message, 0, header)
                .price(800_00)
                .size(0)
                .exchangeTimeNs(TickEncoder.exchangeTimeNsNullValue())
                .bid(799_50)
                .ask(800_50)
                .symbolId(3)
                .decimals((short) 2);
        assertThat(printed()).isEqualTo("7 1970-01-01T00:00:01Z Tick symbol=#3 price=800.00 bid=799.50 ask=800.50");
    }

    @Test
    void shouldPrintAPlainTickAsOneWithoutQuote() {
        InputEncoder encoder = new InputEncoder();
        for (long correlationId : new long[] {0, 1}) {
            encoder.wrap(message, 0, correlationId)
                    .tick(3, 2, 800_00, 150_000_000, 2 * SECOND_NS, InputEncoder.ABSENT, InputEncoder.ABSENT);
            int templateId = correlationId == 0 ? PlainTickDecoder.TEMPLATE_ID : TickEncoder.TEMPLATE_ID;
            assertThat(new MessageHeaderDecoder().wrap(message, 0).templateId()).isEqualTo(templateId);
            out.getBuffer().setLength(0);
            assertThat(printed())
                    .isEqualTo("7 1970-01-01T00:00:01Z Tick symbol=#3 price=800.00 size=1.50000000"
                            + " exchangeTime=1970-01-01T00:00:02Z");
        }
    }

    @Test
    void shouldPrintAConflatedTick() {
        new ConflatedTickEncoder()
                .wrapAndApplyHeader(message, 0, header)
                .first(800_00)
                .min(790_00)
                .max(810_00)
                .last(805_00)
                .volume(150_000_000)
                .bid(ConflatedTickEncoder.bidNullValue())
                .ask(805_50)
                .exchangeTimeNs(ConflatedTickEncoder.exchangeTimeNsNullValue())
                .count(12)
                .symbolId(3)
                .decimals((short) 2)
                .minFirst(Flag.YES);
        assertThat(printed())
                .isEqualTo("7 1970-01-01T00:00:01Z ConflatedTick symbol=#3 first=800.00 min=790.00 max=810.00"
                        + " last=805.00 minFirst=yes volume=1.50000000 count=12 ask=805.50");
    }

    @Test
    void shouldPrintJoinedConditions() {
        AlertDefinitionEncoder encoder = new AlertDefinitionEncoder()
                .wrapAndApplyHeader(definition, 0, header)
                .reset(AlertDefinitionEncoder.resetNullValue())
                .cooldownNs(60 * SECOND_NS)
                .expiresAtNs(2 * SECOND_NS)
                .condition(ConditionType.ANY)
                .mode(TriggerMode.EVERY)
                .holdsWhenStale(Flag.NO);
        ConditionsEncoder conditions = encoder.conditionsCount(4);
        next(conditions, ConditionType.MOVES_DOWN, ValueKind.MID)
                .distance(25_000)
                .unit(DistanceUnit.PERCENT)
                .withinNs(300 * SECOND_NS)
                .symbolName("");
        next(conditions, ConditionType.CHANGE, ValueKind.LAST)
                .distance(150)
                .unit(DistanceUnit.ABSOLUTE)
                .direction(Direction.EITHER)
                .reference(ReferenceType.DAY_OPEN)
                .symbolName("");
        next(conditions, ConditionType.CROSSES_UP, ValueKind.LAST).holdNs(SECOND_NS);
        conditions.levelValue().kind(ValueKind.SMA).bar(Bar.PT1M).period(50);
        conditions.symbolName("ETHUSD");
        next(conditions, ConditionType.SILENT, ValueKind.LAST)
                .withinNs(10 * SECOND_NS)
                .symbolName("");
        int length = encoder.symbolName("BTCUSD")
                .putActions(new byte[] {2}, 0, 1)
                .message("")
                .limit();
        new ReplaceAlertEncoder()
                .wrapAndApplyHeader(message, 0, header)
                .alertId(5)
                .expectedVersion(2)
                .owner("alice")
                .putDefinition(definition, 0, length)
                .tenant("default");
        assertThat(printed())
                .isEqualTo("7 1970-01-01T00:00:01Z ReplaceAlert alert=5 expectedVersion=2 app=default user=alice"
                        + " condition=any 1.condition=moves_down 1.of=mid 1.percent=2.5000 1.within=PT5M"
                        + " 2.condition=change 2.by=1.50 2.direction=either 2.from=day_open"
                        + " 3.condition=crosses_up 3.level=sma:50:PT1M 3.within=PT1S 3.symbol=ETHUSD"
                        + " 4.condition=silent 4.for=PT10S"
                        + " mode=every cooldown=PT1M expiresAt=1970-01-01T00:00:02Z symbol=BTCUSD actions=push");
    }

    /** Begins a condition that has nothing yet. */
    private static ConditionsEncoder next(ConditionsEncoder conditions, ConditionType type, ValueKind of) {
        ConditionsEncoder condition = conditions
                .next()
                .low(ConditionsEncoder.lowNullValue())
                .high(ConditionsEncoder.highNullValue())
                .distance(ConditionsEncoder.distanceNullValue())
                .withinNs(ConditionsEncoder.withinNsNullValue())
                .holdNs(0)
                .condition(type)
                .unit(DistanceUnit.NULL_VAL)
                .direction(Direction.NULL_VAL)
                .reference(ReferenceType.NULL_VAL)
                .decimals((short) 2);
        condition.value().kind(of).bar(Bar.NULL_VAL).period(WatchedValueEncoder.periodNullValue());
        condition.levelValue().kind(ValueKind.NULL_VAL).bar(Bar.NULL_VAL).period(WatchedValueEncoder.periodNullValue());
        return condition;
    }

    private String printed() {
        RecordPrinter printer = new RecordPrinter(
                new PrintWriter(out), RecordPrinter.Format.TEXT, new RecordPrinter.Filter(null, null, null));
        new InputDescriber(printer, new Names()).onInput(7, SECOND_NS, message, 0, message.capacity());
        return out.toString().strip();
    }
}
