package io.tocsin.gateway.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.AlertFiredEncoder;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FiringsTest {
    @Test
    void shouldWriteTheMessageOfTheContract() {
        AlertFiredDecoder firing =
                firing(ConditionType.CROSSES_UP, 849_50000000L, "{{symbol}} over {{level}}: {{price}}");
        assertThat(AlertEventJson.of(firing, false))
                .hasToString("{\"type\":\"alert\",\"event\":\"81240-0\",\"alert\":\"1042\",\"version\":3,"
                        + "\"symbol\":\"BTCUSD\",\"price\":\"850.25\",\"previous\":\"849.5\","
                        + "\"condition\":\"crosses_up\",\"level\":\"850\",\"message\":\"BTCUSD over 850: 850.25\","
                        + "\"time\":\"2013-11-25T00:00:00Z\",\"sequence\":81240,\"firedCount\":2,\"replayed\":false}");
    }

    @Test
    void shouldFillInEveryPlaceholder() {
        String template =
                "{{symbol}}|{{price}}|{{previous}}|{{level}}|{{condition}}|{{time}}|{{alertId}}|{{firedCount}}|}}{";
        assertThat(MessageTemplate.fault(template)).isEmpty();
        assertThat(MessageTemplate.render(firing(ConditionType.ABOVE, AlertDefinition.NULL_VALUE, template)))
                .isEqualTo("BTCUSD|850.25|-|850|above|2013-11-25T00:00:00Z|1042|2|}}{");
    }

    @ParameterizedTest
    @EnumSource(value = ConditionType.class, mode = EnumSource.Mode.EXCLUDE, names = "NULL_VAL")
    void shouldHaveATextForEveryCondition(ConditionType condition) {
        assertThat(MessageTemplate.render(firing(condition, 849_00000000L, "")))
                .startsWith("BTCUSD ")
                .endsWith(": 850.25");
    }

    @Test
    void shouldKeepActions() {
        List<Action> actions = List.of(Action.webhook("https://example.org/ü"), Action.PUSH, Action.WEBSOCKET);
        byte[] bytes = ActionsCodec.encode(actions);
        UnsafeBuffer padded = new UnsafeBuffer(new byte[bytes.length + 10]);
        padded.putBytes(5, bytes);
        assertThat(bytes).hasSize(1 + 2 + "https://example.org/ü".getBytes(UTF_8).length + 1 + 1);
        assertThat(ActionsCodec.decode(padded, 5, bytes.length)).isEqualTo(actions);
    }

    private static AlertFiredDecoder firing(ConditionType condition, long previous, String message) {
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        byte[] actions = ActionsCodec.encode(List.of(Action.PUSH));
        new AlertFiredEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .sequence(81_240)
                .timestampNs(1_385_337_600_000_000_000L)
                .alertId(1042)
                .price(850_25000000L)
                .previous(previous)
                .reference(850_00000000L)
                .exchangeTimeNs(AlertFiredEncoder.exchangeTimeNsNullValue())
                .ordinal(0)
                .version(3)
                .firedCount(2)
                .symbolId(0)
                .condition(condition)
                .decimals((short) 8)
                .symbolName("BTCUSD")
                .owner("default\nalice")
                .putActions(actions, 0, actions.length)
                .message(message);
        return new AlertFiredDecoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderDecoder());
    }
}
