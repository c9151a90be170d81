package io.tocsin.gateway.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.contract.alert.AlertDefinition;
import io.tocsin.contract.alert.AlertRequests;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.contract.tick.PlainTicks;
import io.tocsin.contract.tick.RandomTickBodies;
import io.tocsin.contract.tick.TickRequest;
import io.tocsin.contract.tick.TickRequests;
import io.tocsin.engine.codec.AlertDefinitionDecoder;
import io.tocsin.engine.codec.AlertDefinitionDecoder.ConditionsDecoder;
import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.CreateAlertDecoder;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.DistanceUnit;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.PlainTickDecoder;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.ReplaceAlertDecoder;
import io.tocsin.engine.codec.TickDecoder;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.codec.WatchedValueDecoder;
import io.tocsin.gateway.market.Symbol;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputFramesTest {
    private static final long NULL_VALUE = Long.MIN_VALUE;
    private static final long SECOND_NS = 1_000_000_000;

    private static final Symbol EURUSD = new Symbol(3, "EURUSD", 4, 0, 0);

    private final InputFrames frames = new InputFrames(64);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();

    @Test
    void shouldEncodeTheSameDefinitionForCreationAndReplacement() throws ProblemException {
        AlertDefinition alert = alert("{'type':'above','level':'850'}");
        frames.createAlert("default\nalice", alert, new Idempotency("key", 1, 2, 0));
        frames.replaceAlert("default\nalice", 7, 3, alert);

        CreateAlertDecoder created = new CreateAlertDecoder().wrapAndApplyHeader(frames.buffer(), 4, header);
        assertThat(created.correlationId()).isEqualTo(64);
        assertThat(created.owner()).isEqualTo("alice");
        assertThat(created.idempotencyKey()).isEqualTo("key");
        byte[] definition = new byte[created.definitionLength()];
        created.getDefinition(definition, 0, definition.length);
        assertThat(created.tenant()).isEqualTo("default");
        ReplaceAlertDecoder replaced =
                new ReplaceAlertDecoder().wrapAndApplyHeader(frames.buffer(), created.limit() + 4, header);
        assertThat(replaced.correlationId()).isEqualTo(65);
        assertThat(replaced.alertId()).isEqualTo(7);
        assertThat(replaced.expectedVersion()).isEqualTo(3);
        assertThat(replaced.owner()).isEqualTo("alice");
        byte[] again = new byte[replaced.definitionLength()];
        replaced.getDefinition(again, 0, again.length);
        assertThat(replaced.tenant()).isEqualTo("default");
        assertThat(again).isEqualTo(definition);
    }

    @Test
    void shouldEncodeASingleConditionWithItsTrigger() throws ProblemException {
        AlertDefinitionDecoder definition = encoded(alert("{'type':'above','level':'850'}"));
        assertThat(definition.condition()).isEqualTo(ConditionType.ABOVE);
        assertThat(definition.mode()).isEqualTo(TriggerMode.EVERY);
        assertThat(definition.reset()).isEqualTo(845_00);
        assertThat(definition.cooldownNs()).isEqualTo(5 * SECOND_NS);
        assertThat(definition.expiresAtNs()).isEqualTo(NULL_VALUE);
        ConditionsDecoder condition = definition.conditions();
        assertThat(condition.count()).isEqualTo(1);
        condition.next();
        assertThat(condition.condition()).isEqualTo(ConditionType.ABOVE);
        assertThat(condition.low()).isEqualTo(850_00);
        assertThat(condition.high()).isEqualTo(NULL_VALUE);
        assertThat(condition.distance()).isEqualTo(NULL_VALUE);
        assertThat(condition.withinNs()).isEqualTo(NULL_VALUE);
        assertThat(condition.holdNs()).isZero();
        assertThat(condition.unit()).isEqualTo(DistanceUnit.NULL_VAL);
        assertThat(condition.direction()).isEqualTo(Direction.NULL_VAL);
        assertThat(condition.reference()).isEqualTo(ReferenceType.NULL_VAL);
        assertThat(condition.value().kind()).isEqualTo(ValueKind.LAST);
        assertThat(condition.value().bar()).isEqualTo(Bar.NULL_VAL);
        assertThat(condition.value().period()).isEqualTo(WatchedValueDecoder.periodNullValue());
        assertThat(condition.levelValue().kind()).isEqualTo(ValueKind.NULL_VAL);
        assertThat(condition.decimals()).isEqualTo((short) 2);
        assertThat(condition.symbolName()).isEmpty();
        assertThat(definition.symbolName()).isEqualTo("BTCUSD");
        assertThat(definition.actionsLength()).isEqualTo(2);
        definition.skipActions();
        assertThat(definition.message()).isEqualTo("{{symbol}} ä");
    }

    @Test
    void shouldEncodeEachJoinedCondition() throws ProblemException {
        ConditionsDecoder condition = encoded(alert("""
                {'type':'any','of':[
                 {'type':'change','percent':'2.5','direction':'either','from':'day_open'},
                 {'type':'moves_down','by':'1.5','within':'PT5M'},
                 {'type':'exits','symbol':'ETHUSD','of':'volume','within':'PT1H','low':1,'high':2},
                 {'type':'crosses','of':'ema','period':12,'bar':'P1D','level':{'of':'sma','period':300,'bar':'PT15M'},
                  'within':'PT1M'}]}
                """)).conditions();
        assertThat(condition.count()).isEqualTo(4);
        condition.next();
        assertThat(condition.distance()).isEqualTo(25_000);
        assertThat(condition.unit()).isEqualTo(DistanceUnit.PERCENT);
        assertThat(condition.direction()).isEqualTo(Direction.EITHER);
        assertThat(condition.reference()).isEqualTo(ReferenceType.DAY_OPEN);
        assertThat(condition.symbolName()).isEmpty();
        condition.next();
        assertThat(condition.distance()).isEqualTo(150);
        assertThat(condition.unit()).isEqualTo(DistanceUnit.ABSOLUTE);
        assertThat(condition.withinNs()).isEqualTo(300 * SECOND_NS);
        assertThat(condition.symbolName()).isEmpty();
        condition.next();
        assertThat(condition.value().kind()).isEqualTo(ValueKind.VOLUME);
        assertThat(condition.withinNs()).isEqualTo(3600 * SECOND_NS);
        assertThat(condition.low()).isEqualTo(100_000_000);
        assertThat(condition.high()).isEqualTo(200_000_000);
        assertThat(condition.decimals()).isEqualTo((short) 8);
        assertThat(condition.symbolName()).isEqualTo("ETHUSD");
        condition.next();
        assertThat(condition.value().kind()).isEqualTo(ValueKind.EMA);
        assertThat(condition.value().bar()).isEqualTo(Bar.P1D);
        assertThat(condition.value().period()).isEqualTo(12);
        assertThat(condition.levelValue().kind()).isEqualTo(ValueKind.SMA);
        assertThat(condition.levelValue().bar()).isEqualTo(Bar.PT15M);
        assertThat(condition.levelValue().period()).isEqualTo(300);
        assertThat(condition.low()).isEqualTo(NULL_VALUE);
        assertThat(condition.withinNs()).isEqualTo(NULL_VALUE);
        assertThat(condition.holdNs()).isEqualTo(60 * SECOND_NS);
    }

    @ParameterizedTest
    @CsvSource({
        "800.005, 80000",
        "800.015, 80002",
        "-1, -100",
        "0.001, 0",
        "1e999999999, 9223372036854775807",
        "-1e999999999, -9223372036854775807",
    })
    void shouldRoundPriceBidAndAskAlike(String given, long units) {
        BigDecimal value = new BigDecimal(given);
        TickDecoder tick = encoded(new TickRequest("BTCUSD", value, value, value, 5, NULL_VALUE));
        assertThat(tick.price()).isEqualTo(units);
        assertThat(tick.bid()).isEqualTo(units);
        assertThat(tick.ask()).isEqualTo(units);
        assertThat(tick.size()).isEqualTo(5);
        assertThat(tick.decimals()).isEqualTo((short) 2);
    }

    @Test
    void shouldLeaveOutWhatATickDoesNotBring() {
        TickDecoder tick = encoded(new TickRequest("BTCUSD", BigDecimal.ONE, null, BigDecimal.TEN, 0, NULL_VALUE));
        assertThat(tick.bid()).isEqualTo(NULL_VALUE);
        assertThat(tick.ask()).isEqualTo(1000);
    }

    @Test
    void shouldEncodePlainTicksAsAllOthers() throws ProblemException {
        RandomTickBodies bodies = new RandomTickBodies(System.nanoTime());
        int encoded = 0;
        for (int i = 0; i < 2_000; i++) {
            byte[] body = bodies.next();
            InputFrames plain = new InputFrames(64, 16);
            PlainTicks ticks = bodies.isLines() ? PlainTicks.ofLines(body, 100) : PlainTicks.ofObject(body, 100);
            boolean isKnown = true;
            while (isKnown && ticks.next()) {
                plain.tick(EURUSD, ticks);
                isKnown = RandomTickBodies.SYMBOLS.contains(
                        new String(body, ticks.symbolStart(), ticks.symbolEnd() - ticks.symbolStart(), UTF_8));
            }
            if (isKnown && ticks.isWhole()) {
                InputFrames others = new InputFrames(64);
                TickRequests.Batch batch =
                        bodies.isLines() ? TickRequests.readLines(body, 100) : TickRequests.readObject(body, 100);
                batch.ticks().forEach(tick -> others.tick(EURUSD, tick));
                assertThat(bytes(plain)).as(new String(body, UTF_8)).isEqualTo(bytes(others));
                encoded += others.count();
            }
        }
        assertThat(encoded).isGreaterThan(500);
    }

    @Test
    void shouldGiveAnIdToTheFirstTickOnly() {
        TickRequest tick = new TickRequest("EURUSD", BigDecimal.TEN, null, null, 7, NULL_VALUE);
        frames.tick(EURUSD, tick);
        frames.tick(EURUSD, tick);

        TickDecoder first = new TickDecoder().wrapAndApplyHeader(frames.buffer(), 4, header);
        assertThat(first.correlationId()).isEqualTo(64);
        PlainTickDecoder second = new PlainTickDecoder().wrapAndApplyHeader(frames.buffer(), first.limit() + 4, header);
        assertThat(second.price()).isEqualTo(100_000);
        assertThat(second.size()).isEqualTo(7);
    }

    private static byte[] bytes(InputFrames frames) {
        int length = 0;
        for (int i = 0; i < frames.count(); i++) {
            length += 4 + frames.buffer().getInt(length, ByteOrder.LITTLE_ENDIAN);
        }
        byte[] bytes = new byte[length];
        frames.buffer().getBytes(0, bytes);
        return bytes;
    }

    private TickDecoder encoded(TickRequest tick) {
        frames.tick(new Symbol(0, "BTCUSD", 2, 0, 0), tick);
        return new TickDecoder().wrapAndApplyHeader(frames.buffer(), 4, header);
    }

    private AlertDefinitionDecoder encoded(AlertDefinition alert) {
        frames.replaceAlert("default\nalice", 7, 0, alert);
        ReplaceAlertDecoder command = new ReplaceAlertDecoder().wrapAndApplyHeader(frames.buffer(), 4, header);
        command.skipOwner();
        UnsafeBuffer definition = new UnsafeBuffer(0, 0);
        command.wrapDefinition(definition);
        return new AlertDefinitionDecoder().wrapAndApplyHeader(definition, 0, header);
    }

    private static AlertDefinition alert(String condition) throws ProblemException {
        String trigger =
                condition.contains("850") ? "{'mode':'every','cooldown':'PT5S','reset':845}" : "{'mode':'once'}";
        String json =
                "{'symbol':'BTCUSD','message':'{{symbol}} ä','condition':" + condition + ",'trigger':" + trigger + "}";
        return AlertRequests.parse(Json.decode(json.replace('\'', '"').getBytes(UTF_8)), "", symbol -> 2);
    }
}
