package io.tocsin.gateway.rest;

import static io.tocsin.gateway.rest.RestFixture.assertProblem;
import static io.tocsin.gateway.rest.RestFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.OpenApi;
import io.tocsin.engine.codec.Platform;
import io.tocsin.engine.rules.Device;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarketRoutesTest {
    @TempDir
    private Path dataDir;

    private RestFixture node;

    @BeforeEach
    void start() throws Exception {
        node = new RestFixture(dataDir).recover();
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void shouldTakeTicksAndShowTheQuote() throws Exception {
        HttpResponse<String> response = node.post("/v1/ticks", """
            {"ticks":[{"symbol":"BTCUSD","price":800.01,"size":"0.5","time":"2013-11-25T00:00:00Z"},
                      {"symbol":"BTCUSD","price":"820.0000000000"},
                      {"symbol":"BTCUSD","price":"-5"},
                      {"symbol":"BTCUSD","price":1e999999999},
                      {"symbol":"BTCUSD","price":1e-999999999},
                      {"symbol":"BTCUSD","price":810.123456785,"size":null}]}
            """);

        JsonNode reply = json(response);
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(reply.get("accepted").intValue()).isEqualTo(3);
        assertThat(reply.get("rejected"))
                .extracting(rejection -> rejection.get("index").intValue()
                        + rejection.get("code").textValue())
                .containsExactly("2price-not-positive", "3price-out-of-range", "4price-not-positive");
        long sequence = reply.get("lastSequence").longValue();
        assertThat(sequence).isBetween(4L, node.engine.pipeline.lastSequence());
        ObjectNode symbol = (ObjectNode) json(node.get("/v1/symbols/BTCUSD"));
        assertThat(symbol.remove("time").textValue()).endsWith("Z");
        assertThat(symbol)
                .hasToString(
                        "{\"symbol\":\"BTCUSD\",\"name\":\"BTCUSD\",\"decimals\":8,\"last\":\"810.12345678\","
                                + "\"previous\":\"820\",\"dayOpen\":\"800.01\",\"dayHigh\":\"820\",\"dayLow\":\"800.01\","
                                + "\"dayVolume\":\"0.5\",\"changePercent\":\"1.2642\",\"sequence\":" + sequence
                                + ",\"maxJumpPercent\":null,\"dayRoll\":\"PT0S\",\"state\":\"live\",\"session\":null,\"feed\":null}");
    }

    @Test
    void shouldKeepSessionAndFeedOfASymbol() throws Exception {
        JsonNode symbol =
                json(node.send("PUT", "/v1/symbols/EURUSD", node.alice, "{\"session\":\"fx\",\"feed\":\"rates\"}"));
        assertThat(symbol.get("session").textValue()).isEqualTo("fx");
        assertThat(symbol.get("feed").textValue()).isEqualTo("rates");
        assertThat(json(node.send("PUT", "/v1/symbols/EURUSD", node.alice, "{}")))
                .isEqualTo(symbol);

        String hours = "{\"timeZone\":\"Europe/Berlin\",\"hours\":[\"mon-fri 08:00-22:00\",\"sat 10:00-13:00\"]}";
        symbol = json(node.send("PUT", "/v1/symbols/EURUSD", node.alice, "{\"session\":" + hours + ",\"feed\":null}"));
        assertThat(symbol.get("session")).hasToString(hours);
        assertThat(symbol.get("feed").isNull()).isTrue();
        assertThat(json(node.send("PUT", "/v1/symbols/EURUSD", node.alice, "{\"session\":null}"))
                        .get("session")
                        .isNull())
                .isTrue();
        for (String bad : List.of(
                "\"nyse\"",
                "5",
                "{}",
                "{\"timeZone\":\"UTC\",\"hours\":[]}",
                "{\"timeZone\":\"UTC\",\"hours\":[5]}",
                "{\"timeZone\":\"Mars/One\",\"hours\":[\"mon 09:00-10:00\"]}")) {
            assertProblem(
                    node.send("PUT", "/v1/symbols/EURUSD", node.alice, "{\"session\":" + bad + "}"), 422, "invalid");
        }
        assertProblem(node.send("PUT", "/v1/symbols/EURUSD", node.alice, "{\"feed\":\"No Feed\"}"), 422, "invalid");
    }

    @Test
    void shouldTakeBidsAndAsksAndShowTheLastOnes() throws Exception {
        HttpResponse<String> response = node.post("/v1/ticks", """
            {"ticks":[{"symbol":"BTCUSD","price":800,"bid":"799.123456785","ask":800.5},
                      {"symbol":"BTCUSD","price":801,"bid":0,"ask":802},
                      {"symbol":"BTCUSD","price":801,"bid":-1e99},
                      {"symbol":"BTCUSD","price":801,"ask":"1e999999999"},
                      {"symbol":"BTCUSD","price":801,"bid":null,"ask":"801.25"}]}
            """);
        assertThat(json(response).get("rejected"))
                .extracting(rejection -> rejection.get("index").intValue()
                        + rejection.get("code").textValue())
                .containsExactly("1price-not-positive", "2price-not-positive", "3price-out-of-range");
        JsonNode symbol = json(node.get("/v1/symbols/BTCUSD"));
        assertThat(symbol.get("last").textValue()).isEqualTo("801");
        assertThat(symbol.get("bid").textValue()).isEqualTo("799.12345678");
        assertThat(symbol.get("ask").textValue()).isEqualTo("801.25");
        assertThat(new OpenApi().faults("Symbol", symbol)).isEmpty();

        node.post(
                "/v1/ticks",
                "{\"symbol\":\"ETHUSD\",\"price\":40}\n{\"symbol\":\"ETHUSD\",\"price\":40,\"ask\":41}",
                "Content-Type",
                "application/x-ndjson");
        JsonNode other = json(node.get("/v1/symbols/ETHUSD"));
        assertThat(other.has("bid")).isFalse();
        assertThat(other.get("ask").textValue()).isEqualTo("41");
    }

    @Test
    void shouldTakeLines() throws Exception {
        HttpResponse<String> response = node.post(
                "/v1/ticks",
                "{\"symbol\":\"BTCUSD\",\"price\":800}\r\n\n{\"symbol\":\"EUR/USD\",\"price\":\"1.1\"}\n",
                "Content-Type",
                "application/x-ndjson; charset=utf-8");
        assertThat(json(response).get("accepted").intValue()).isEqualTo(2);
        assertThat(json(node.get("/v1/symbols/EUR%2FUSD")).get("last").textValue())
                .isEqualTo("1.1");
    }

    @Test
    void shouldConfigureSymbols() throws Exception {
        HttpResponse<String> configured = node.send(
                "PUT",
                "/v1/symbols/EUR%2FUSD",
                node.alice,
                "{\"decimals\":4,\"maxJumpPercent\":\"2.5\",\"dayRoll\":\"-PT7H\"}");
        assertThat(configured.statusCode()).isEqualTo(200);
        assertThat(node.get("/v1/symbols/EUR%2FUSD").body()).isEqualTo(configured.body());
        JsonNode symbol = json(configured);
        assertThat(symbol.get("maxJumpPercent").textValue()).isEqualTo("2.5");
        assertThat(symbol.get("dayRoll").textValue()).isEqualTo("-PT7H");

        JsonNode ticks = json(node.post(
                "/v1/ticks",
                "{\"ticks\":[{\"symbol\":\"EUR/USD\",\"price\":1.10005},{\"symbol\":\"EUR/USD\",\"price\":1.2}]}"));
        assertThat(ticks.at("/rejected/0/code").textValue()).isEqualTo("price-jump");
        assertThat(ticks.at("/rejected/0/detail").textValue()).contains("2.5 %");
        assertProblem(node.send("PUT", "/v1/symbols/EUR%2FUSD", node.alice, "{\"decimals\":5}"), 409, "symbol-in-use");
        JsonNode unbounded = json(node.send("PUT", "/v1/symbols/EUR%2FUSD", node.alice, "{\"maxJumpPercent\":null}"));
        assertThat(unbounded.get("maxJumpPercent").isNull()).isTrue();
        assertThat(unbounded.get("last").textValue()).isEqualTo("1.1");
    }

    @Test
    void shouldNameWhatIsWrongWithASymbol() throws Exception {
        for (String body : List.of(
                "{\"decimals\":13}",
                "{\"decimals\":1.5}",
                "{\"decimals\":-1}",
                "{\"maxJumpPercent\":-1}",
                "{\"maxJumpPercent\":\"0.00001\"}",
                "{\"maxJumpPercent\":1e999999999}",
                "{\"dayRoll\":\"P1D\"}",
                "{\"dayRoll\":\"PT-7H\"}",
                "{\"dayRoll\":\"+PT7H\"}",
                "{\"last\":1}",
                "[]")) {
            assertProblem(node.send("PUT", "/v1/symbols/BTCUSD", node.alice, body), 422, "invalid");
        }
        assertProblem(node.send("PUT", "/v1/symbols/a%20b", node.alice, "{}"), 422, "invalid");
        assertProblem(node.get("/v1/symbols/BTCUSD"), 404, "not-found");
    }

    @Test
    void shouldListSymbolsPageByPage() throws Exception {
        for (String name : List.of("B", "A", "C")) {
            node.send("PUT", "/v1/symbols/" + name, node.alice, "{}");
        }
        JsonNode first = json(node.get("/v1/symbols?limit=2"));
        assertThat(first.get("items"))
                .extracting(symbol -> symbol.get("name").textValue())
                .containsExactly("B", "A");
        JsonNode second = json(
                node.get("/v1/symbols?limit=2&cursor=" + first.get("nextCursor").textValue()));
        assertThat(second.get("items"))
                .extracting(symbol -> symbol.get("name").textValue())
                .containsExactly("C");
        assertThat(second.get("nextCursor").isNull()).isTrue();
    }

    @Test
    void shouldReadAlertsByTheScaleOfTheSymbol() throws Exception {
        String alert = "{\"symbol\":\"BTCUSD\",\"condition\":{\"type\":\"above\",\"level\":\"1.234\"}}";
        node.send("PUT", "/v1/symbols/BTCUSD", node.alice, "{\"decimals\":2}");
        assertProblem(node.post("/v1/alerts", alert), 422, "invalid");
        assertThat(node.post("/v1/alerts", alert.replace("1.234", "1.23")).statusCode())
                .isEqualTo(201);
    }

    @Test
    void shouldRegisterAndRemoveDevices() throws Exception {
        String token = "/v1/devices/a%3Ab%2Fc+d";
        assertThat(node.send("PUT", token, node.bob, "{\"platform\":\"ios\"}").statusCode())
                .isEqualTo(204);
        assertThat(node.engine.pipeline.alertReader().devices("default\nbob"))
                .containsExactly(new Device(Platform.IOS, "a:b/c+d"));
        assertProblem(node.send("PUT", token, node.bob, "{\"platform\":\"fridge\"}"), 422, "invalid");
        assertProblem(node.send("PUT", "/v1/devices/%C3%A4", node.bob, "{\"platform\":\"web\"}"), 422, "invalid");
        assertProblem(
                node.send("PUT", "/v1/devices/" + "a".repeat(1025), node.bob, "{\"platform\":\"web\"}"),
                422,
                "invalid");
        assertThat(node.send("DELETE", token, node.bob, null).statusCode()).isEqualTo(204);
        assertThat(node.send("DELETE", token, node.bob, null).statusCode()).isEqualTo(204);
        assertThat(node.engine.pipeline.alertReader().devices("default\nbob")).isEmpty();
    }
}
