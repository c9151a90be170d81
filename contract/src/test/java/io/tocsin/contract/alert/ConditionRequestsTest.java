package io.tocsin.contract.alert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.OpenApi;
import io.tocsin.contract.alert.ConditionDefinition.Bounds;
import io.tocsin.contract.alert.ConditionDefinition.Distance;
import io.tocsin.contract.json.FieldError;
import io.tocsin.contract.json.InvalidRequestException;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.contract.json.Words;
import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.DistanceUnit;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.ValueKind;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionRequestsTest {
    private static final long NULL_VALUE = AlertDefinition.NULL_VALUE;
    private static final long SECOND_NS = 1_000_000_000;

    private final OpenApi api = new OpenApi();

    @ParameterizedTest
    @MethodSource("io.tocsin.contract.OpenApi#conditions")
    void shouldWriteEachConditionAsItWasRead(JsonNode condition) throws ProblemException {
        assertThat(api.faults("ConditionRequest", condition)).isEmpty();
        JsonNode alert = AlertJson.of(parse(condition, symbol -> 8), state());
        assertThat(alert.get("condition")).isEqualTo(condition);
        assertThat(api.faults("Alert", alert)).isEmpty();
    }

    @Test
    void shouldHaveAnExampleOfEachTypeAndValue() {
        Set<String> words = OpenApi.conditions().stream()
                .flatMap(condition -> Stream.concat(
                        condition.findValuesAsText("type").stream(), condition.findValuesAsText("of").stream()))
                .collect(Collectors.toSet());
        assertThat(words).contains(names(ConditionType.values())).contains(names(ValueKind.values()));
    }

    @Test
    void shouldKeepUnitsAndScales() throws ProblemException {
        assertThat(single("{'type':'moves_down','of':'mid','percent':'2.5','within':'PT5M'}"))
                .isEqualTo(new ConditionDefinition(
                        "",
                        ConditionType.MOVES_DOWN,
                        ValueDefinition.of(ValueKind.MID),
                        2,
                        Bounds.NONE,
                        new Distance(DistanceUnit.PERCENT, 25_000, Direction.NULL_VAL, ReferenceType.NULL_VAL),
                        300 * SECOND_NS,
                        0));
        assertThat(single("{'type':'change','by':'0.25','direction':'either','from':'last_fire'}"))
                .isEqualTo(new ConditionDefinition(
                        "",
                        ConditionType.CHANGE,
                        ValueDefinition.LAST,
                        2,
                        Bounds.NONE,
                        new Distance(DistanceUnit.ABSOLUTE, 25, Direction.EITHER, ReferenceType.LAST_FIRE),
                        NULL_VALUE,
                        0));
        assertThat(single("{'type':'enters','of':'volume','within':'PT1H','low':'0.00000001','high':5}"))
                .isEqualTo(new ConditionDefinition(
                        "",
                        ConditionType.ENTERS,
                        new ValueDefinition(ValueKind.VOLUME, Bar.NULL_VAL, 0, 3600 * SECOND_NS),
                        8,
                        Bounds.channel(1, 500_000_000),
                        Distance.NONE,
                        NULL_VALUE,
                        0));
        assertThat(single("{'type':'above','of':'rsi','period':14,'bar':'P1D','level':'70.0001'}"))
                .isEqualTo(new ConditionDefinition(
                        "",
                        ConditionType.ABOVE,
                        new ValueDefinition(ValueKind.RSI, Bar.P1D, 14, NULL_VALUE),
                        4,
                        Bounds.level(700_001),
                        Distance.NONE,
                        NULL_VALUE,
                        0));
        assertThat(single("{'type':'below','level':{'of':'vwap','period':'500','bar':'PT1M'}}")
                        .bounds())
                .isEqualTo(new Bounds(
                        NULL_VALUE, NULL_VALUE, new ValueDefinition(ValueKind.VWAP, Bar.PT1M, 500, NULL_VALUE)));
    }

    @Test
    void shouldReadJoinedConditionsByTheirOwnSymbols() throws ProblemException {
        AlertDefinition alert = parse(json("""
            {'type':'any','of':[{'type':'crosses','level':'1.25','within':'PT0.5S'},
                                {'type':'above','symbol':'ETHUSD','level':'1.2345'},
                                {'type':'silent','symbol':'BTCUSD','for':'PT10M'}]}
            """));
        assertThat(alert.condition()).isEqualTo(ConditionType.ANY);
        assertThat(alert.conditions()).extracting(ConditionDefinition::symbol).containsExactly("", "ETHUSD", "");
        assertThat(alert.conditions()).extracting(ConditionDefinition::decimals).containsExactly(2, 4, 2);
        assertThat(alert.conditions()).extracting(ConditionDefinition::holdNs).containsExactly(SECOND_NS / 2, 0L, 0L);
        assertThat(alert.conditions())
                .extracting(ConditionDefinition::durationNs)
                .containsExactly(NULL_VALUE, NULL_VALUE, 600 * SECOND_NS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'above','level':8.50e2,'of':null}                 | {'type':'above','level':'850'}",
                "{'type':'above','level':850.0,'of':'last'}                | {'type':'above','level':'850'}",
                "{'type':'silent','of':'last','for':'PT86400S'}            | {'type':'silent','for':'PT24H'}",
                "{'type':'moves_up','percent':3.10,'by':null,'within':'PT300S'}"
                        + " | {'type':'moves_up','percent':'3.1','within':'PT5M'}",
                "{'type':'any','of':[{'type':'crosses','level':1,'within':null,'symbol':null},"
                        + "{'type':'crosses','level':2,'within':'PT0S','symbol':'BTCUSD'}]}"
                        + " | {'type':'any','of':[{'type':'crosses','level':'1'},{'type':'crosses','level':'2'}]}",
            })
    void shouldWriteWhatIsMeantInOneWay(String given, String written) throws ProblemException {
        assertThat(api.faults("ConditionRequest", json(given))).isEmpty();
        assertThat(ConditionJson.of(parse(json(given)))).isEqualTo(json(written));
    }

    /** What the specification forbids too. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'level':'1'}                                                              | /type",
                "{'type':'over','level':'1'}                                                | /type",
                "{'type':7,'level':'1'}                                                     | /type",
                "{'type':'above'}                                                           | /level",
                "{'type':'above','level':null}                                              | /level",
                "{'type':'above','level':true}                                              | /level",
                "{'type':'above','level':['1']}                                             | /level",
                "{'type':'above','level':'1','low':'1'}                                     | /low",
                "{'type':'above','level':'1','percent':null}                                | /percent",
                "{'type':'above','level':'1','symbol':'ETHUSD'}                             | /symbol",
                "{'type':'above','level':'1','colour':'red'}                                | /colour",
                "{'type':'crosses','level':'1','within':'PT1S'}                             | /within",
                "{'type':'inside','low':'1'}                                                | /high",
                "{'type':'inside','low':'1','high':'2','level':'1'}                         | /level",
                "{'type':'inside','low':{'of':'bid'},'high':'2'}                            | /low",
                "{'type':'moves_up','within':'PT1S'}                                        | /percent",
                "{'type':'moves_up','percent':'1'}                                          | /within",
                "{'type':'moves_up','percent':'1','by':'1','within':'PT1S'}                 | /by",
                "{'type':'moves_up','percent':'1','within':'PT1S','direction':'up'}         | /direction",
                "{'type':'moves_up','of':'spread','percent':'1','within':'PT1S'}            | /of",
                "{'type':'moves_up','of':'volume','percent':'1','within':'PT1S'}            | /of",
                "{'type':'change','percent':'1','from':'creation'}                          | /direction",
                "{'type':'change','percent':'1','direction':'up'}                           | /from",
                "{'type':'change','percent':'1','direction':'sideways','from':'creation'}   | /direction",
                "{'type':'change','percent':'1','direction':'up','from':'yesterday'}        | /from",
                "{'type':'change','of':'bid','percent':'1','direction':'up','from':'day_open'} | /of",
                "{'type':'change','of':'mid','by':'1','direction':'up','from':'previous_close'} | /of",
                "{'type':'change','by':'1','direction':'up','from':'creation','within':'PT1S'} | /within",
                "{'type':'trails','percent':'1'}                                            | /direction",
                "{'type':'trails','percent':'1','direction':'either'}                       | /direction",
                "{'type':'trails','percent':'1','direction':'up','from':'creation'}         | /from",
                "{'type':'trails','of':'rsi','period':14,'bar':'PT1H','by':'1','direction':'up'} | /of",
                "{'type':'silent'}                                                          | /for",
                "{'type':'silent','for':'PT1M','of':'bid'}                                  | /of",
                "{'type':'silent','for':'PT1M','level':'1'}                                 | /level",
                "{'type':'above','of':'open','level':'1'}                                   | /of",
                "{'type':'above','of':['last'],'level':'1'}                                 | /of",
                "{'type':'above','of':'bid','level':'1','period':5}                         | /period",
                "{'type':'above','level':'1','bar':'PT1M'}                                  | /bar",
                "{'type':'above','of':'sma','level':'1','bar':'PT1M'}                       | /period",
                "{'type':'above','of':'sma','level':'1','period':5}                         | /bar",
                "{'type':'above','of':'sma','level':'1','period':1,'bar':'PT1M'}            | /period",
                "{'type':'above','of':'sma','level':'1','period':501,'bar':'PT1M'}          | /period",
                "{'type':'above','of':'sma','level':'1','period':1.5,'bar':'PT1M'}          | /period",
                "{'type':'above','of':'sma','level':'1','period':5,'bar':'PT2M'}            | /bar",
                "{'type':'above','of':'sma','level':'1','period':5,'bar':'PT60S'}           | /bar",
                "{'type':'above','of':'volume','level':'1'}                                 | /within",
                "{'type':'above','of':'rsi','period':14,'bar':'PT1H','level':{'of':'last'}} | /level",
                "{'type':'above','of':'spread','level':{'of':'last'}}                       | /level",
                "{'type':'above','level':{}}                                                | /level/of",
                "{'type':'above','level':{'of':'spread'}}                                   | /level/of",
                "{'type':'above','level':{'of':'volume','within':'PT1M'}}                   | /level/of",
                "{'type':'above','level':{'of':'bid','period':3}}                           | /level/period",
                "{'type':'above','level':{'of':'ema','period':3}}                           | /level/bar",
                "{'type':'above','level':{'of':'bid','symbol':'ETHUSD'}}                    | /level/symbol",
                "{'type':'all'}                                                             | /of",
                "{'type':'all','of':'last'}                                                 | /of",
                "{'type':'all','of':[{'type':'silent','for':'PT1S'}]}                       | /of",
                "{'type':'all','of':[1,{'type':'silent','for':'PT1S'}]}                     | /of/0",
                "{'type':'all','of':[{},{'type':'silent','for':'PT1S'}]}                    | /of/0/type",
                "{'type':'all','of':[{'type':'any','of':[]},{'type':'silent','for':'PT1S'}]} | /of/0/type",
                "{'type':'all','of':[{'type':'silent','for':'PT1S'},{'type':'above'}]}      | /of/1/level",
                "{'type':'all','of':[{'type':'silent','for':'PT1S'},{'type':'above','level':{'of':'rsi'}}]}"
                        + " | /of/1/level/of",
                "{'type':'all','of':[{'type':'silent','for':'PT1S'},{'type':'above','level':1,'symbol':'a b'}]}"
                        + " | /of/1/symbol",
                "{'type':'all','of':[{'type':'silent','for':'PT1S'},{'type':'above','level':1,'within':'PT1S'}]}"
                        + " | /of/1/within",
                "{'type':'any','level':'1','of':[{'type':'silent','for':'PT1S'},{'type':'silent','for':'PT1S'}]}"
                        + " | /level",
            })
    void shouldPointAtWhatDoesNotBelong(String condition, String pointer) throws ProblemException {
        assertThat(pointersOf(json(condition))).containsExactly("/condition" + pointer);
        assertThat(api.faults("ConditionRequest", json(condition))).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'above','level':'0'}                                               | /level",
                "{'type':'above','level':'-1'}                                              | /level",
                "{'type':'above','level':'1.234'}                                           | /level",
                "{'type':'above','level':'46116860184273879.05'}                            | /level",
                "{'type':'inside','low':'2','high':'2'}                                     | /high",
                "{'type':'above','of':'spread','level':'-46116860184273879.05'}             | /level",
                "{'type':'above','of':'spread','level':'46116860184273879.05'}              | /level",
                "{'type':'above','of':'volume','within':'PT1S','level':'0'}                 | /level",
                "{'type':'above','of':'volume','within':'PT1S','level':'0.000000001'}       | /level",
                "{'type':'above','of':'volume','within':'PT0.5S','level':'1'}               | /within",
                "{'type':'above','of':'rsi','period':14,'bar':'PT1H','level':'-0.0001'}     | /level",
                "{'type':'above','of':'rsi','period':14,'bar':'PT1H','level':'100.0001'}    | /level",
                "{'type':'above','of':'rsi','period':14,'bar':'PT1H','level':'1e999999999'} | /level",
                "{'type':'above','of':'rsi','period':14,'bar':'PT1H','level':'70.00001'}    | /level",
                "{'type':'above','level':{'of':'last'}}                                     | /level",
                "{'type':'above','of':'sma','period':5,'bar':'PT1M','level':{'of':'sma','period':5,'bar':'PT1M'}}"
                        + " | /level",
                "{'type':'moves_up','percent':'0','within':'PT1S'}                          | /percent",
                "{'type':'moves_up','percent':'-3','within':'PT1S'}                         | /percent",
                "{'type':'moves_up','percent':'0.00001','within':'PT1S'}                    | /percent",
                "{'type':'moves_up','percent':'1000000.0001','within':'PT1S'}               | /percent",
                "{'type':'moves_up','by':'0','within':'PT1S'}                               | /by",
                "{'type':'moves_up','by':'0.001','within':'PT1S'}                           | /by",
                "{'type':'moves_up','by':'46116860184273879.05','within':'PT1S'}            | /by",
                "{'type':'moves_up','percent':'1','within':'PT0S'}                          | /within",
                "{'type':'moves_up','percent':'1','within':'PT1.5S'}                        | /within",
                "{'type':'moves_up','percent':'1','within':'PT24H1S'}                       | /within",
                "{'type':'moves_up','percent':'1','within':'5m'}                            | /within",
                "{'type':'silent','for':'PT0S'}                                             | /for",
                "{'type':'silent','for':'PT25H'}                                            | /for",
                "{'type':'all','of':[{'type':'silent','for':'PT1S'},"
                        + "{'type':'exits','low':1,'high':2,'within':'-PT1S'}]}"
                        + " | /of/1/within",
                "{'type':'all','of':[{'type':'silent','for':'PT1S'},"
                        + "{'type':'exits','low':1,'high':2,'within':'PT25H'}]}"
                        + " | /of/1/within",
                "{'type':'all','of':[{'type':'silent','for':'PT1S'},"
                        + "{'type':'above','symbol':'ETHUSD','level':'1.23456'}]}"
                        + " | /of/1/level",
            })
    void shouldPointAtWhatIsOutOfBounds(String condition, String pointer) throws ProblemException {
        assertThat(pointersOf(json(condition))).containsExactly("/condition" + pointer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'above','of':'spread','level':'-46116860184273879.04'}",
                "{'type':'above','of':'rsi','period':2,'bar':'PT1H','level':0}",
                "{'type':'above','of':'rsi','period':500,'bar':'PT1H','level':100}",
                "{'type':'above','level':'46116860184273879.04'}",
                "{'type':'moves_up','percent':1000000,'within':'PT24H'}",
                "{'type':'moves_up','percent':'0.0001','within':'PT1S'}",
                "{'type':'moves_up','by':'46116860184273879.04','within':'PT1S'}",
            })
    void shouldReachTheBounds(String condition) throws ProblemException {
        assertThat(parse(json(condition)).conditions()).hasSize(1);
    }

    @Test
    void shouldJoinEightConditionsAndNoMore() throws ProblemException {
        String silence = "{'type':'silent','for':'PT1S'}";
        String most = String.join(",", Collections.nCopies(8, silence));
        assertThat(parse(json("{'type':'all','of':[" + most + "]}")).conditions())
                .hasSize(8);
        assertThat(pointersOf(json("{'type':'all','of':[" + most + "," + silence + "]}")))
                .containsExactly("/condition/of");
    }

    @Test
    void shouldReportWhatIsWrongWithAllJoinedConditions() throws ProblemException {
        assertThat(pointersOf(json("""
                        {'type':'all','of':[{'type':'above','level':'0'},{'type':'trails','by':'-1'},{'type':'x'},
                                            {'type':'above','of':'sma','level':'1','colour':1}]}
                        """)))
                .containsExactly(
                        "/condition/of/0/level",
                        "/condition/of/1/by",
                        "/condition/of/1/direction",
                        "/condition/of/2/type",
                        "/condition/of/3/bar",
                        "/condition/of/3/period",
                        "/condition/of/3/colour");
    }

    @Test
    void shouldSayWhatWouldBeRight() throws ProblemException {
        assertThat(errorsOf(json("{'type':'trails','of':'rsi','by':'1','direction':'both'}")))
                .extracting(FieldError::detail)
                .containsExactly("must be one of last, bid, ask, mid, sma, ema, vwap", "must be one of up, down");
        assertThat(errorsOf(json("{'type':'above','level':'1','within':'PT1S','x':1}")))
                .extracting(FieldError::detail)
                .containsExactly("does not go with above here", "is not known here");
    }

    private static ConditionDefinition single(String condition) throws ProblemException {
        return parse(json(condition)).conditions().get(0);
    }

    private static AlertDefinition parse(JsonNode condition) throws ProblemException {
        return parse(condition, symbol -> symbol.equals("ETHUSD") ? 4 : 2);
    }

    private static AlertDefinition parse(JsonNode condition, ToIntFunction<String> decimalsOf) throws ProblemException {
        return AlertRequests.parse(Json.object().put("symbol", "BTCUSD").set("condition", condition), "", decimalsOf);
    }

    private static List<FieldError> errorsOf(JsonNode condition) {
        return catchThrowableOfType(InvalidRequestException.class, () -> parse(condition))
                .errors();
    }

    private static List<String> pointersOf(JsonNode condition) {
        return errorsOf(condition).stream().map(FieldError::at).toList();
    }

    private static JsonNode json(String text) throws ProblemException {
        return Json.decode(text.replace('\'', '"').getBytes(UTF_8));
    }

    private static AlertState state() {
        return new AlertState(1, AlertStatus.ACTIVE, 0, NULL_VALUE, 1, 0, 1);
    }

    private static String[] names(Enum<?>[] constants) {
        return Arrays.stream(constants)
                .filter(constant -> !constant.name().equals("NULL_VAL"))
                .map(Words::of)
                .toArray(String[]::new);
    }
}
