package io.tocsin.contract.alert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.json.FieldError;
import io.tocsin.contract.json.InvalidRequestException;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.TriggerMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertRequestsTest {
    private static final String FULL = """
        {"symbol":"BTCUSD","condition":{"type":"crosses_up","level":"850"},
         "trigger":{"mode":"every","cooldown":"PT5M","reset":845.5},"expiresAt":"2030-01-01T00:00:00Z",
         "actions":[{"type":"websocket"},{"type":"push"},{"type":"webhook","url":"https://example.org/hook?a=b"}],
         "message":"{{symbol}} rose through {{level}}: {{price}}"}
        """;

    @Test
    void shouldReadWhatToDoAboutPricesInDoubt() throws ProblemException {
        assertThat(parse(with("onStale", "\"hold\"")).onStale()).isEqualTo(OnStale.HOLD);
        assertThat(parse(with("onStale", "\"fire\"")).onStale()).isEqualTo(OnStale.FIRE);
        assertThat(parse(with("onStale", "null")).onStale()).isEqualTo(OnStale.FIRE);
    }

    @Test
    void shouldReadAndWriteAWholeAlert() throws ProblemException {
        AlertDefinition alert = parse(FULL);

        assertThat(alert.condition()).isEqualTo(ConditionType.CROSSES_UP);
        assertThat(alert.conditions())
                .containsExactly(new ConditionDefinition(
                        "",
                        ConditionType.CROSSES_UP,
                        ValueDefinition.LAST,
                        8,
                        ConditionDefinition.Bounds.level(850_00000000L),
                        ConditionDefinition.Distance.NONE,
                        AlertDefinition.NULL_VALUE,
                        0));
        assertThat(alert.reset()).isEqualTo(845_50000000L);
        assertThat(alert.mode()).isEqualTo(TriggerMode.EVERY);
        AlertState state =
                new AlertState(1042, AlertStatus.ACTIVE, 0, AlertDefinition.NULL_VALUE, 1, 1_000_000_000, 81_234);
        ObjectNode json = AlertJson.of(alert, state);
        assertThat(json.remove(List.of("condition", "trigger", "actions")))
                .hasToString("{\"id\":\"1042\",\"symbol\":\"BTCUSD\",\"expiresAt\":\"2030-01-01T00:00:00Z\","
                        + "\"message\":\"{{symbol}} rose through {{level}}: {{price}}\",\"onStale\":\"fire\",\"status\":\"active\","
                        + "\"firedCount\":0,\"lastFiredAt\":null,\"version\":1,"
                        + "\"createdAt\":\"1970-01-01T00:00:01Z\",\"effectiveSequence\":81234}");
        ObjectNode parts = AlertJson.of(alert, state).retain("condition", "trigger", "actions");
        assertThat(parts)
                .hasToString("{\"condition\":{\"type\":\"crosses_up\",\"level\":\"850\"},"
                        + "\"trigger\":{\"mode\":\"every\",\"cooldown\":\"PT5M\",\"reset\":\"845.5\"},"
                        + "\"actions\":[{\"type\":\"websocket\"},{\"type\":\"push\"},"
                        + "{\"type\":\"webhook\",\"url\":\"https://example.org/hook?a=b\"}]}");
    }

    @Test
    void shouldFillInDefaults() throws ProblemException {
        AlertDefinition alert = parse("""
            {"symbol":"EUR/USD","condition":{"type":"inside","low":1.05,"high":"1.1000"},"message":null,"trigger":null}
            """);

        assertThat(alert.mode()).isEqualTo(TriggerMode.ONCE);
        assertThat(alert.actions()).containsExactly(Action.WEBSOCKET, Action.PUSH);
        assertThat(alert.conditions())
                .extracting(ConditionDefinition::bounds)
                .containsExactly(ConditionDefinition.Bounds.channel(105_000_000, 110_000_000));
        assertThat(alert.expiresAtNs()).isEqualTo(AlertDefinition.NULL_VALUE);
        assertThat(alert.message()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "symbol        | 5                                                | /symbol",
                "symbol        | `Bu\u0308ro`                                     | /symbol",
                "symbol        | null                                             | /symbol",
                "condition     | null                                             | /condition",
                "condition     | []                                               | /condition",
                "condition     | {`type`:`NULL_VAL`,`level`:1}                    | /condition/type",
                "condition     | {`type`:`above`,`level`:0}                       | /condition/level",
                "condition     | {`type`:`above`,`level`:`abc`}                   | /condition/level",
                "condition     | {`type`:`above`,`level`:1e999999999}             | /condition/level",
                "condition     | {`type`:`above`,`level`:1e-999999999}            | /condition/level",
                "condition     | {`type`:`above`,`level`:`1.123456789`}           | /condition/level",
                "condition     | {`type`:`above`,`level`:46116860184.273879041}   | /condition/level",
                "condition     | {`type`:`above`,`level`:46116860184.27387905}    | /condition/level",
                "trigger       | `once`                                           | /trigger",
                "trigger       | {}                                               | /trigger/mode",
                "trigger       | {`mode`:`twice`}                                 | /trigger/mode",
                "trigger       | {`mode`:`once`,`cooldown`:`PT1S`}                | /trigger/cooldown",
                "trigger       | {`mode`:`every`,`cooldown`:`5m`}                 | /trigger/cooldown",
                "trigger       | {`mode`:`every`,`cooldown`:`-PT5M`}              | /trigger/cooldown",
                "trigger       | {`mode`:`every`,`cooldown`:`-PT0S`}              | /trigger/cooldown",
                "trigger       | {`mode`:`every`,`cooldown`:`PT1H-30M`}           | /trigger/cooldown",
                "trigger       | {`mode`:`every`,`cooldown`:`P53W`}               | /trigger/cooldown",
                "trigger       | {`mode`:`every`,`cooldown`:`P366D`}              | /trigger/cooldown",
                "trigger       | {`mode`:`every`,`reset`:`850`}                   | /trigger/reset",
                "trigger       | {`mode`:`every`,`a/b~c`:1}                       | /trigger/a~1b~0c",
                "expiresAt     | `tomorrow`                                       | /expiresAt",
                "expiresAt     | 1700000000                                       | /expiresAt",
                "expiresAt     | `2262-01-01T00:00:00Z`                           | /expiresAt",
                "actions       | []                                               | /actions",
                "actions       | {}                                               | /actions",
                "actions       | [`push`]                                         | /actions/0",
                "actions       | [{`type`:`push`},{`type`:`push`}]                | /actions/1",
                "actions       | [{`type`:`email`}]                               | /actions/0/type",
                "actions       | [{`type`:`push`,`url`:`http://a.b`}]             | /actions/0/url",
                "actions       | [{`type`:`webhook`}]                             | /actions/0/url",
                "actions       | [{`type`:`webhook`,`url`:`ftp://a.b/c`}]         | /actions/0/url",
                "actions       | [{`type`:`webhook`,`url`:`https:///c`}]          | /actions/0/url",
                "onStale       | `wait`                                           | /onStale",
                "onStale       | true                                             | /onStale",
                "message       | 7                                                | /message",
                "message       | `{{symbol}} {{volume}}`                          | /message",
                "message       | `{{symbol`                                       | /message",
                "message       | `a\\u0000`                                       | /message",
                "message       | `\\u001b[2J`                                     | /message",
                "id            | `1042`                                           | /id",
            })
    void shouldPointAtWhatIsWrong(String member, String value, String pointer) throws ProblemException {
        assertThat(errorsOf(with(member, value.replace('`', '"')))).containsOnlyKeys(pointer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{`type`:`crosses_up`,`level`:`10`}                      | 10    | must be less than the level, 10",
                "{`type`:`below`,`level`:`10`}                           | 9.9   | must be greater than the level, 10",
                "{`type`:`above`,`of`:`spread`,`level`:`-1`}             | -1    | must be less than the level, -1",
                "{`type`:`above`,`of`:`rsi`,`period`:9,`bar`:`PT1H`,`level`:`70`} | -1 | must be from 0 to 100",
                "{`type`:`crosses`,`level`:`10`}                         | 9     | goes with above, below, crosses_up and"
                        + " crosses_down only",
                "{`type`:`inside`,`low`:`1`,`high`:`2`}                  | 9     | goes with above, below, crosses_up and"
                        + " crosses_down only",
                "{`type`:`silent`,`for`:`PT1S`}                          | 9     | goes with above, below, crosses_up and"
                        + " crosses_down only",
                "{`type`:`above`,`level`:{`of`:`bid`}}                   | 9     | goes with a level that is a number only",
                "{`type`:`all`,`of`:[{`type`:`silent`,`for`:`PT1S`},{`type`:`above`,`level`:`1`}]}"
                        + " | 0.5 | goes with a single condition only",
            })
    void shouldTakeAResetOnTheRightSideOfANumberOnly(String condition, String reset, String detail)
            throws ProblemException {
        ObjectNode alert = (ObjectNode) with("condition", condition.replace('`', '"'));
        alert.putObject("trigger").put("mode", "every").put("reset", reset);
        assertThat(errorsOf(alert)).containsExactly(Map.entry("/trigger/reset", detail));
    }

    @Test
    void shouldReadAResetInTheScaleOfTheValue() throws ProblemException {
        ObjectNode alert = (ObjectNode)
                with("condition", "{\"type\":\"below\",\"of\":\"rsi\",\"period\":9,\"bar\":\"PT1H\",\"level\":30}");
        alert.putObject("trigger").put("mode", "every").put("reset", "40.5");
        assertThat(parse(alert).reset()).isEqualTo(405_000);
    }

    @Test
    void shouldBoundTheUrlsTogether() throws ProblemException {
        String hook = "{\"type\":\"webhook\",\"url\":\"https://example.org/%s\"}";
        String two = hook.formatted("a".repeat(1004)) + "," + hook.formatted("b".repeat(1004));
        assertThat(parse(with("actions", "[" + two + "]")).actions()).hasSize(2);
        assertThat(errorsOf(with("actions", "[" + two + "," + hook.formatted("") + "]")))
                .containsOnlyKeys("/actions");
    }

    @Test
    void shouldReportEverythingAtOnce() throws ProblemException {
        JsonNode alert = Json.decode("""
            {"symbol":"","condition":{"type":"below","level":"x","extra":1},"trigger":{"mode":"every","reset":"-1"},
             "expiresAt":"","actions":[{}],"message":"{{x}}","status":"active"}
            """.getBytes(UTF_8));
        assertThat(errorsOf(alert))
                .containsOnlyKeys(
                        "/symbol",
                        "/condition/level",
                        "/condition/extra",
                        "/trigger/reset",
                        "/expiresAt",
                        "/actions/0/type",
                        "/message",
                        "/status");
    }

    @Test
    void shouldBoundTheMessageByCharactersNotBytes() throws ProblemException {
        assertThat(parse(with("message", '"' + "\uD83D\uDD14".repeat(256) + '"'))
                        .message())
                .hasSize(512);
        assertThat(errorsOf(with("message", '"' + "a".repeat(257) + '"'))).containsOnlyKeys("/message");
    }

    @Test
    void shouldPointIntoTheWholeRequest() throws ProblemException {
        JsonNode alert = Json.decode("{}".getBytes(UTF_8));
        InvalidRequestException invalid = catchThrowableOfType(
                InvalidRequestException.class, () -> AlertRequests.parse(alert, "/alerts/3", symbol -> 8));
        assertThat(invalid.errors())
                .extracting(FieldError::at)
                .containsExactly("/alerts/3/symbol", "/alerts/3/condition");
        assertThat(invalid.problem()
                        .toJson()
                        .get("errors")
                        .get(0)
                        .get("pointer")
                        .textValue())
                .isEqualTo("/alerts/3/symbol");
    }

    @Test
    void shouldTakeTheScaleOfTheSymbol() throws ProblemException {
        JsonNode alert = with("condition", "{\"type\":\"below\",\"level\":\"1.25\"}");
        AlertDefinition definition = AlertRequests.parse(alert, "", symbol -> 2);
        assertThat(definition.conditions().get(0).bounds()).isEqualTo(ConditionDefinition.Bounds.level(125));
        assertThat(definition.conditions().get(0).decimals()).isEqualTo(2);
        assertThat(catchThrowableOfType(
                                InvalidRequestException.class, () -> AlertRequests.parse(alert, "", symbol -> 1))
                        .errors())
                .extracting(FieldError::detail)
                .containsExactly("must have at most 1 decimals");
    }

    private static JsonNode with(String member, String value) throws ProblemException {
        Map<String, String> members = new TreeMap<>(Map.of(
                "symbol", "\"BTCUSD\"",
                "condition", "{\"type\":\"above\",\"level\":\"850\"}"));
        members.put(member, value);
        StringBuilder json = new StringBuilder();
        members.forEach((name, text) -> json.append(json.isEmpty() ? "{" : ",")
                .append('"')
                .append(name)
                .append("\":")
                .append(text));
        return Json.decode(json.append('}').toString().getBytes(UTF_8));
    }

    private static AlertDefinition parse(String json) throws ProblemException {
        return parse(Json.decode(json.getBytes(UTF_8)));
    }

    private static AlertDefinition parse(JsonNode json) throws ProblemException {
        return AlertRequests.parse(json, "", symbol -> 8);
    }

    private static Map<String, String> errorsOf(JsonNode json) {
        Map<String, String> errors = new TreeMap<>();
        catchThrowableOfType(InvalidRequestException.class, () -> parse(json))
                .errors()
                .forEach(error -> errors.put(error.at(), error.detail()));
        return errors;
    }
}
