package io.tocsin.gateway.websocket.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tocsin.contract.Schema;
import io.tocsin.contract.json.Words;
import io.tocsin.engine.codec.SymbolState;
import io.tocsin.gateway.websocket.out.CloseCode;
import io.tocsin.gateway.websocket.request.Op;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That {@code asyncapi.yaml} says what the server does. */
@Timeout(60)
class AsyncApiTest {
    private static final String ALERT = "{'symbol':'BTCUSD','condition':{'type':'above','level':'850'}}";

    @TempDir
    Path directory;

    private JsonNode api;
    private Schema schema;

    @BeforeEach
    void read() throws IOException {
        try (InputStream file = getClass().getResourceAsStream("/asyncapi.yaml")) {
            api = new YAMLMapper().readTree(file);
        }
        schema = new Schema(api);
    }

    @Test
    void shouldDescribeEveryOperation() {
        assertThat(messagesOf("request"))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Op.values()).map(Words::of).toList());
    }

    @Test
    void shouldReferToNothingThatIsNotThere() {
        api.findValues("$ref")
                .forEach(ref -> assertThat(api.at(ref.textValue().substring(1)).isMissingNode())
                        .as(ref.textValue())
                        .isFalse());
    }

    @Test
    void shouldListTheCloseCodes() {
        Map<Integer, String> reasons = new TreeMap<>();
        for (CloseCode code : CloseCode.values()) {
            reasons.merge(code.code(), code.reason(), (one, other) -> one + " or " + other);
        }
        JsonNode described = api.at("/channels/stream/x-close-codes");
        assertThat(described.size()).isEqualTo(reasons.size());
        reasons.forEach((code, reason) -> {
            JsonNode entry = described.get(Integer.toString(code));
            assertThat(entry.get("reason").textValue()).isEqualTo(reason);
            assertThat(entry.get("reconnect").booleanValue()).isEqualTo(code < 4500);
        });
        assertThat(api.at("/components/messages/bye/payload/properties/reason/enum"))
                .extracting(JsonNode::textValue)
                .containsExactlyElementsOf(
                        Arrays.stream(CloseCode.values()).map(CloseCode::reason).toList());
    }

    @Test
    void shouldDescribeWhatIsSaid() {
        Set<String> types = new HashSet<>();
        WebSocketSettings.Timing timing = ServerFixture.timing(Duration.ofSeconds(1), Duration.ofSeconds(10));
        try (ServerFixture fixture = new ServerFixture(directory, ServerFixture.LIMITS, timing);
                Client client = Client.connect(fixture.http(), fixture.uri())) {
            fixture.symbols("BTCUSD", "ETHUSD");
            fixture.tick(0, 1, 80_000);
            fixture.fire("alice", 2, 0);
            for (String request : requests(fixture.token("alice"))) {
                assertRequestIsDescribed(request);
                JsonNode answer = receive(client, request, types);
                assertThat(answer.get("type").textValue()).as("%s", answer).isEqualTo("ok");
            }
            assertThat(receive(client, "{'op':'subscribe','id':1}", types)
                            .get("type")
                            .textValue())
                    .isEqualTo("error");
            fixture.tick(1, 3, 7);
            for (int i = 4; i < 8; i++) {
                fixture.tick(0, i, 80_000 + i);
            }
            fixture.state(0, "BTCUSD", SymbolState.STALE);
            while (!types.containsAll(List.of("tick", "state", "heartbeat"))) {
                types.add(assertDescribed(client.next()));
            }
            fixture.server.close();
            while (!types.contains("bye")) {
                types.add(assertDescribed(client.next()));
            }
        }
        Set<String> described = new TreeSet<>(messagesOf("notify"));
        described.addAll(List.of("ok", "error"));
        assertThat(types).isEqualTo(described);
    }

    private static List<String> requests(String token) {
        return List.of(
                "{'op':'auth','id':'a','token':'" + token + "'}",
                "{'op':'ping'}",
                "{'op':'subscribe','id':1,'channel':'ticks','symbols':['BTCUSD','NONE'],'maxHz':2.5}",
                "{'op':'subscribe','id':2,'channel':'ticks','symbols':'*','maxHz':'100'}",
                "{'op':'unsubscribe','id':3,'channel':'ticks','symbols':['ETHUSD']}",
                "{'op':'unsubscribe','id':4,'channel':'alerts'}",
                "{'op':'subscribe','id':5,'channel':'alerts'}",
                "{'op':'subscribe','id':6,'channel':'alerts','after':'1-0'}",
                "{'op':'ack','id':7,'event':'2-0'}",
                "{'op':'create_alert','id':8,'alert':" + ALERT + "}",
                "{'op':'delete_alert','id':9,'alert':'1'}");
    }

    private JsonNode receive(Client client, String request, Set<String> types) {
        client.send(request);
        while (true) {
            JsonNode message = client.next();
            String type = assertDescribed(message);
            types.add(type);
            if (type.equals("ok") || type.equals("error")) {
                return message;
            }
        }
    }

    private String assertDescribed(JsonNode message) {
        String type = message.get("type").textValue();
        assertThat(schema.faults(payloadOf(type), message)).as("%s", message).isEmpty();
        return type;
    }

    private void assertRequestIsDescribed(String request) {
        JsonNode message = Client.parse(request.replace('\'', '"'));
        assertThat(schema.faults(payloadOf(message.get("op").textValue()), message))
                .as(request)
                .isEmpty();
    }

    private JsonNode payloadOf(String message) {
        JsonNode payload = api.at("/components/messages/" + message + "/payload");
        assertThat(payload.isMissingNode()).as(message).isFalse();
        return payload;
    }

    private Set<String> messagesOf(String operation) {
        return StreamSupport.stream(
                        api.at("/operations/" + operation + "/messages").spliterator(), false)
                .map(message -> message.get("$ref").textValue())
                .map(ref -> ref.substring(ref.lastIndexOf('/') + 1))
                .collect(Collectors.toSet());
    }
}
