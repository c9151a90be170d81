package io.tocsin.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each kind of alert, seen from outside: asked for over REST, heard over WebSocket. Each has symbols of its own. */
class ConditionsIT {
    /** A price, then bid and ask, then a size, as in {@code 100@99.5/100.5*3}. */
    private static final Pattern TICK = Pattern.compile("([0-9.]+)(?:@([0-9.]+)/([0-9.]+))?(?:\\*([0-9.]+))?");

    private static final AtomicInteger SYMBOLS = new AtomicInteger();

    @TempDir
    static Path directory;

    private static NodeProcess node;
    private static Api alice;
    private static Api feed;
    private static StreamClient stream;

    private final String symbol = "C" + SYMBOLS.incrementAndGet();
    private final String other = symbol + "-other";

    @BeforeAll
    static void start() throws Exception {
        node = new NodeProcess(directory, Map.of()).start();
        alice = Api.as(node, "alice", "alerts");
        feed = Api.as(node, "feed", "ticks:write");
        stream = StreamClient.connect(node, alice.token());
        stream.send("{'op':'subscribe','channel':'alerts','id':1}").next("ok");
    }

    @AfterAll
    static void stop() {
        stream.close();
        node.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'type':'above','level':'850'} | 849 850 | 850 | is at or above 850: 850
            {'type':'below','level':'850'} | 851 849.5 | 850 | is at or below 850: 849.5
            {'type':'crosses_up','level':'850'} | 849 851 | 850 | rose through 850: 851
            {'type':'crosses_down','level':'850'} | 851 850 | 850 | fell through 850: 850
            {'type':'crosses','level':'850'} | 849 851 | 850 | crossed 850: 851
            {'type':'inside','low':'800','high':'850'} | 851 850 | 850 | is within its channel: 850
            {'type':'outside','low':'800','high':'850'} | 850 851 | 850 | is beyond 850: 851
            {'type':'enters','low':'800','high':'850'} | 799 801 | 800 | entered its channel past 800: 801
            {'type':'exits','low':'800','high':'850'} | 801 799 | 800 | left its channel past 800: 799
            {'type':'moves_up','percent':3,'within':'PT5M'} | 101 100 102 103 | 100 | rose from 100: 103
            {'type':'moves_down','by':'2.5','within':'PT24H'} | 99 100 97.5 | 100 | fell from 100: 97.5
            {'type':'change','percent':5,'direction':'up','from':'creation'} | 100 94 105 | 100 | rose from 100: 105
            {'type':'change','by':5,'direction':'either','from':'last_fire'} | 100 95 | 100 | fell from 100: 95
            {'type':'change','percent':'0.5','direction':'down','from':'day_open'} | 200 199 | 200 | fell from 200: 199
            {'type':'trails','percent':5,'direction':'down'} | 100 120 114 | 120 | fell from its peak of 120: 114
            {'type':'trails','by':2,'direction':'up'} | 100 90 92 | 90 | rose from its trough of 90: 92
            {'type':'above','level':{'of':'ask'}} | 100@99/101 101@99/101 | 101 | is at or above 101: 101
            """)
    void shouldSayWhatThePriceDid(String condition, String ticks, String level, String what) throws Exception {
        JsonNode event = fired(condition, ticks);
        assertThat(event.path("message").asText()).isEqualTo(symbol + " " + what);
        assertThat(event.path("level").asText()).isEqualTo(level);
        assertThat(event.has("value")).isFalse();
        assertThat(event.path("price").asText()).isEqualTo(lastPrice(ticks));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'type':'above','of':'bid','level':'99'} | 100@98/101 100@99.5/101 | 99 | 99.5
            {'type':'crosses_down','of':'ask','level':'102'} | 100@98/103 100@98/102 | 102 | 102
            {'type':'enters','of':'mid','low':'99','high':'100'} | 100@98/99 100@98/100.5 | 99 | 99.25
            {'type':'below','of':'spread','level':'0'} | 100@98/99 100@99/98.5 | 0 | -0.5
            {'type':'above','of':'volume','within':'PT5M','level':'10'} | 100*4 101*7 | 10 | 11
            {'type':'moves_up','of':'bid','by':'0.5','within':'PT1M'} | 100@98/99 100@98.5/99 | 98 | 98.5
            {'type':'crosses_up','of':'bid','level':{'of':'mid'}} | 100@98/99 100@99/98 | 98.5 | 99
            """)
    void shouldSayWhatAnotherValueDid(String condition, String ticks, String level, String value) throws Exception {
        JsonNode event = fired(condition, ticks);
        assertThat(event.path("level").asText()).isEqualTo(level);
        assertThat(event.path("value").asText()).isEqualTo(value);
        assertThat(event.path("price").asText()).isEqualTo(lastPrice(ticks));
        assertThat(event.path("message").asText())
                .startsWith("What is watched of " + symbol)
                .contains(": " + value);
    }

    @Test
    void shouldSayOfASilence() throws Exception {
        JsonNode event = fired("{'type':'silent','for':'PT1S'}", "100");
        assertThat(event.path("level").isNull()).isTrue();
        assertThat(event.path("price").asText()).isEqualTo("100");
        assertThat(event.path("message").asText()).isEqualTo(symbol + " is silent since 100");
    }

    @Test
    void shouldSayWhenAllConditionsHold() throws Exception {
        String id = create("{'type':'all','of':[{'type':'above','level':'850'},{'type':'crosses','symbol':'" + other
                + "','level':'40','within':'PT1H'}]}");
        tick(other, "39 41");
        tick(symbol, "849 851");
        JsonNode event = nextOf(id);
        assertThat(event.path("symbol").asText()).isEqualTo(symbol);
        assertThat(event.path("condition").asText()).isEqualTo("all");
        assertThat(event.path("level").asText()).isEqualTo("850");
        assertThat(event.path("message").asText()).isEqualTo(symbol + " is at 851: all conditions hold");
    }

    @Test
    void shouldSayWhenOneConditionHolds() throws Exception {
        String id = create("{'type':'any','of':[{'type':'above','level':'850'},{'type':'moves_down','symbol':'" + other
                + "','percent':'10','within':'PT5M'}]}");
        tick(symbol, "849");
        tick(other, "40 36");
        JsonNode event = nextOf(id);
        assertThat(event.path("symbol").asText()).isEqualTo(other);
        assertThat(event.path("condition").asText()).isEqualTo("any");
        assertThat(event.path("level").asText()).isEqualTo("40");
        assertThat(event.path("price").asText()).isEqualTo("36");
    }

    @Test
    void shouldShowBidAndAskOnTheStream() throws Exception {
        try (StreamClient client = StreamClient.connect(node, alice.token())) {
            tick(symbol, "100@99/101");
            client.send("{'op':'subscribe','channel':'ticks','symbols':['" + symbol + "']}");
            assertThat(client.next("snapshot").path("bid").asText()).isEqualTo("99");
            tick(symbol, "100@99.5/100.5");
            JsonNode tick = client.next("tick");
            assertThat(tick.path("bid").asText()).isEqualTo("99.5");
            assertThat(tick.path("ask").asText()).isEqualTo("100.5");
            tick(symbol, "101");
            assertThat(client.next("tick").has("bid")).isFalse();
            JsonNode quote = alice.get("/v1/symbols/" + symbol).body();
            assertThat(quote.path("bid").asText()).isEqualTo("99.5");
            assertThat(quote.path("ask").asText()).isEqualTo("100.5");
        }
    }

    /** Creates an alert, checks that it is shown as it was created, sends ticks, and returns what the user hears. */
    private JsonNode fired(String condition, String ticks) throws Exception {
        String id = create(condition);
        tick(symbol, ticks);
        JsonNode event = nextOf(id);
        assertThat(event.path("symbol").asText()).isEqualTo(symbol);
        assertThat(alice.get("/v1/alerts/" + id).body().path("status").asText()).isEqualTo("triggered");
        return event;
    }

    private String create(String condition) throws Exception {
        ObjectNode request = Api.JSON.createObjectNode().put("symbol", symbol);
        request.set("condition", Api.JSON.readTree(condition.replace('\'', '"')));
        Api.Answer created = alice.post("/v1/alerts", request.toString());
        assertThat(created.status()).as(created.raw().body()).isEqualTo(201);
        String id = created.body().path("id").asText();
        assertThat(alice.get("/v1/alerts/" + id).body()).isEqualTo(created.body());
        return id;
    }

    private static JsonNode nextOf(String id) throws Exception {
        JsonNode event = stream.next("alert");
        assertThat(event.path("alert").asText()).isEqualTo(id);
        return event;
    }

    private static void tick(String name, String ticks) throws Exception {
        ObjectNode request = Api.JSON.createObjectNode();
        ArrayNode list = request.putArray("ticks");
        for (MatchResult match : TICK.matcher(ticks).results().toList()) {
            list.addObject()
                    .put("symbol", name)
                    .put("price", match.group(1))
                    .put("bid", match.group(2))
                    .put("ask", match.group(3))
                    .put("size", match.group(4));
        }
        Api.Answer answer = feed.post("/v1/ticks", request.toString());
        assertThat(answer.body().path("accepted").asInt())
                .as(answer.raw().body())
                .isEqualTo(list.size());
    }

    private static String lastPrice(String ticks) {
        return TICK.matcher(ticks)
                .results()
                .reduce((first, last) -> last)
                .orElseThrow()
                .group(1);
    }
}
