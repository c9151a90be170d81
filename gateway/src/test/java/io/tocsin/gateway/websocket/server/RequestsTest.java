package io.tocsin.gateway.websocket.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.engine.port.CommandSink;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestsTest {
    private static final String CREATE = "{'op':'create_alert','id':1,'alert':{'symbol':'BTCUSD',"
            + "'condition':{'type':'above','level':'850'},'actions':[{'type':'websocket'}]}}";

    private ServerFixture fixture;
    private Client client;

    @BeforeAll
    void start(@TempDir Path directory) {
        fixture = ServerFixture.start(directory);
        fixture.symbols("BTCUSD");
    }

    @BeforeEach
    void connect() {
        client = fixture.connectAs("alice");
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @AfterAll
    void stop() {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"1", "-2", "0.5", "12345678901234567890", "`'a'`", "`''`"})
    void shouldEchoTheId(String id) {
        JsonNode ok = client.ask("{'op':'ping','id':" + id + "}");
        assertThat(ok).isEqualTo(Client.parse(("{'type':'ok','id':" + id + "}").replace('\'', '"')));
        JsonNode error = client.ask("{'op':'fly','id':" + id + "}");
        assertThat(error.get("id")).isEqualTo(ok.get("id"));
        assertThat(error.get("code").textValue()).isEqualTo("unknown-op");
    }

    @Test
    void shouldAnswerWithoutAnIdWhenNoneIsGiven() {
        assertThat(client.ask("{'op':'ping'}").has("id")).isFalse();
        assertThat(client.ask("{'op':'ping','id':null}").has("id")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'op':'ping','id':{}}|/id",
                "{'op':'ping','id':true}|/id",
                "{'id':1}|/op",
                "{'op':5}|/op",
                "{'op':'ping','extra':1}|/extra",
                "{'op':'auth'}|/token",
                "{'op':'auth','token':5}|/token",
                "{'op':'subscribe'}|/channel",
                "{'op':'subscribe','channel':'news'}|/channel",
                "{'op':'subscribe','channel':'ticks'}|/symbols",
                "{'op':'subscribe','channel':'ticks','symbols':[]}|/symbols",
                "{'op':'subscribe','channel':'ticks','symbols':'BTCUSD'}|/symbols",
                "{'op':'subscribe','channel':'ticks','symbols':['BTC USD']}|/symbols",
                "{'op':'subscribe','channel':'ticks','symbols':[7]}|/symbols",
                "{'op':'subscribe','channel':'ticks','symbols':'*','maxHz':0}|/maxHz",
                "{'op':'subscribe','channel':'ticks','symbols':'*','maxHz':-1}|/maxHz",
                "{'op':'subscribe','channel':'ticks','symbols':'*','maxHz':1e400}|/maxHz",
                "{'op':'subscribe','channel':'ticks','symbols':'*','after':'1-0'}|/after",
                "{'op':'subscribe','channel':'alerts','symbols':'*'}|/symbols",
                "{'op':'subscribe','channel':'alerts','after':'1'}|/after",
                "{'op':'unsubscribe','channel':'ticks'}|/symbols",
                "{'op':'ack'}|/event",
                "{'op':'ack','event':'-'}|/event",
                "{'op':'create_alert'}|/alert",
                "{'op':'create_alert','alert':7}|/alert",
                "{'op':'create_alert','alert':{'symbol':'BTCUSD'}}|/alert/condition",
                "{'op':'delete_alert'}|/alert"
            })
    void shouldNameWhatIsWrongAndStayConnected(String request, String pointer) {
        JsonNode error = client.ask(request);
        assertThat(error.get("type").textValue()).isEqualTo("error");
        assertThat(error.get("code").textValue()).isEqualTo("invalid");
        assertThat(error.get("errors"))
                .extracting(fault -> fault.get("pointer").textValue())
                .contains(pointer);
        assertThat(client.ask("{'op':'ping'}").get("type").textValue()).isEqualTo("ok");
    }

    @Test
    void shouldSubscribeToNothingWhenOneNameIsWrong() {
        client.ask("{'op':'subscribe','channel':'ticks','symbols':['BTCUSD','no good']}");
        fixture.tick(0, 1, 1);
        client.send("{'op':'ping'}");
        client.next("ok");
    }

    @Test
    void shouldCreateAndDeleteAlerts() {
        JsonNode ok = client.ask(CREATE);
        assertThat(ok.get("id").intValue()).isEqualTo(1);
        JsonNode alert = ok.get("alert");
        assertThat(alert.get("condition").get("level").textValue()).isEqualTo("850");
        assertThat(alert.get("effectiveSequence").longValue()).isPositive();

        JsonNode alertId = alert.get("id");
        JsonNode deleted = client.ask("{'op':'delete_alert','id':2,'alert':" + alertId + "}");
        assertThat(deleted.get("alert")).isEqualTo(alertId);
    }

    @ParameterizedTest
    @CsvSource({"17000", "0", "x", "99999999999999999999"})
    void shouldNotFindAnAlertThatIsNotThere(String id) {
        JsonNode error = client.ask("{'op':'delete_alert','id':2,'alert':'" + id + "'}");
        assertThat(error.get("code").textValue()).isEqualTo("not-found");
    }

    @Test
    void shouldSayWhenTheNodeTakesNoCommands() {
        fixture.engine.answer(CommandSink.Offer.BACK_PRESSURED);
        assertThat(client.ask(CREATE).get("code").textValue()).isEqualTo("busy");
        fixture.engine.answer(CommandSink.Offer.CLOSED);
        assertThat(client.ask(CREATE).get("code").textValue()).isEqualTo("stopping");
        fixture.engine.answer(CommandSink.Offer.ACCEPTED);
        assertThat(client.ask(CREATE).get("type").textValue()).isEqualTo("ok");
    }

    @Test
    void shouldPassOnWhatTheUserSaw() {
        assertThat(client.ask("{'op':'ack','id':1,'event':'81240-3'}")
                        .get("type")
                        .textValue())
                .isEqualTo("ok");
        assertThat(fixture.engine.acknowledged).containsExactly(ServerFixture.owner("alice") + " 81240-3");
    }
}
