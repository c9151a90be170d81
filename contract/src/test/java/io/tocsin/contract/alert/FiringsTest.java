package io.tocsin.contract.alert;

import static io.tocsin.contract.alert.AlertDefinition.NULL_VALUE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.contract.value.Decimals;
import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.AlertFiredEncoder;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import java.math.BigDecimal;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiringsTest {
    private static final int PRICE_DECIMALS = 2;
    private static final int RSI_DECIMALS = 4;

    @Test
    void shouldWriteTheMessageOfTheContract() {
        AlertFiredDecoder firing =
                firing(ConditionType.CROSSES_UP, 850_00, NULL_VALUE, "{{symbol}} over {{level}}: {{price}}");
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
        assertThat(MessageTemplate.render(firing(ConditionType.ABOVE, NULL_VALUE, 850_00, NULL_VALUE, template)))
                .isEqualTo("BTCUSD|850.25|-|850|above|2013-11-25T00:00:00Z|1042|2|}}{");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ABOVE        | 850    |       | BTCUSD is at or above 850: 850.25
            BELOW        | 851    |       | BTCUSD is at or below 851: 850.25
            CROSSES_UP   | 850    |       | BTCUSD rose through 850: 850.25
            CROSSES_DOWN | 851    |       | BTCUSD fell through 851: 850.25
            CROSSES      | 850    |       | BTCUSD crossed 850: 850.25
            INSIDE       | 850    |       | BTCUSD is within its channel: 850.25
            OUTSIDE      | 850    |       | BTCUSD is beyond 850: 850.25
            ENTERS       | 850    |       | BTCUSD entered its channel past 850: 850.25
            EXITS        | 850    |       | BTCUSD left its channel past 850: 850.25
            MOVES_UP     | 820    |       | BTCUSD rose from 820: 850.25
            MOVES_DOWN   | 880.5  |       | BTCUSD fell from 880.5: 850.25
            CHANGE       | 820    |       | BTCUSD rose from 820: 850.25
            CHANGE       | 880    |       | BTCUSD fell from 880: 850.25
            TRAILS       | 880    |       | BTCUSD fell from its peak of 880: 850.25
            TRAILS       | 820    |       | BTCUSD rose from its trough of 820: 850.25
            SILENT       |        |       | BTCUSD is silent since 850.25
            ALL          | 850    |       | BTCUSD is at 850.25: all conditions hold
            ANY          |        |       | BTCUSD is at 850.25: one of the conditions holds
            ANY          | 70     | 71.5  | BTCUSD is at 850.25: one of the conditions holds
            CROSSES_UP   | 70     | 71.5  | What is watched of BTCUSD rose through 70: 71.5, with the price at 850.25
            ABOVE        | -0.5   | -0.25 | What is watched of BTCUSD is at or above -0.5: -0.25, with the price at 850.25
            CHANGE       | 849.25 | 849   | What is watched of BTCUSD fell from 849.25: 849, with the price at 850.25
            """)
    void shouldHaveATextForEveryCondition(ConditionType condition, String level, String value, String text) {
        int decimals = value == null ? PRICE_DECIMALS : RSI_DECIMALS;
        assertThat(MessageTemplate.render(firing(condition, units(level, decimals), units(value, decimals), "")))
                .isEqualTo(text);
    }

    @Test
    void shouldShowTheWatchedValueInItsScale() {
        AlertFiredDecoder firing = firing(ConditionType.CROSSES_UP, 70_0000, 71_5000, "{{level}} {{price}}");
        assertThat(AlertEventJson.of(firing, false).retain("price", "previous", "level", "value", "message"))
                .hasToString("{\"price\":\"850.25\",\"previous\":\"849.5\",\"level\":\"70\",\"value\":\"71.5\","
                        + "\"message\":\"70 850.25\"}");
    }

    @Test
    void shouldDoWithoutALevel() {
        AlertFiredDecoder firing = firing(ConditionType.SILENT, NULL_VALUE, NULL_VALUE, "{{level}}");
        assertThat(AlertEventJson.of(firing, false).retain("level", "value", "message"))
                .hasToString("{\"level\":null,\"message\":\"-\"}");
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

    private static long units(String decimal, int decimals) {
        return decimal == null ? NULL_VALUE : Decimals.toUnits(new BigDecimal(decimal), decimals);
    }

    private static AlertFiredDecoder firing(ConditionType condition, long reference, long value, String message) {
        return firing(condition, 849_50L, reference, value, message);
    }

    /** At a price of 850.25. */
    private static AlertFiredDecoder firing(
            ConditionType condition, long previous, long reference, long value, String message) {
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        byte[] actions = ActionsCodec.encode(List.of(Action.PUSH));
        new AlertFiredEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .sequence(81_240)
                .timestampNs(1_385_337_600_000_000_000L)
                .alertId(1042)
                .price(850_25)
                .previous(previous)
                .reference(reference)
                .value(value)
                .exchangeTimeNs(AlertFiredEncoder.exchangeTimeNsNullValue())
                .ordinal(0)
                .version(3)
                .firedCount(2)
                .symbolId(0)
                .condition(condition)
                .decimals((short) PRICE_DECIMALS)
                .valueDecimals((short) (value == NULL_VALUE ? PRICE_DECIMALS : RSI_DECIMALS))
                .symbolName("BTCUSD")
                .owner("alice")
                .putActions(actions, 0, actions.length)
                .message(message)
                .tenant("default");
        return new AlertFiredDecoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderDecoder());
    }
}
