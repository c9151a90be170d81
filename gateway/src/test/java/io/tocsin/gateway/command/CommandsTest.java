package io.tocsin.gateway.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.OpenApi;
import io.tocsin.contract.alert.AlertDefinition;
import io.tocsin.contract.alert.AlertRequests;
import io.tocsin.contract.alert.AlertState;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.contract.tick.TickRequest;
import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.codec.Platform;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.port.CommandSink;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.Device;
import io.tocsin.engine.wire.InputEncoder;
import io.tocsin.gateway.market.Symbol;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommandsTest {
    private static final String ALICE = "default\nalice";
    private static final long NULL = InputEncoder.ABSENT;
    private static final String BOB = "default\nbob";

    private final EngineFixture engine = new EngineFixture();
    private final Commands commands = engine.commands;

    @BeforeEach
    void start() {
        engine.start();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void shouldCreateAnAlertThatCanBeReadAtOnce() throws Exception {
        AlertDefinition definition = above(850);
        AlertReply reply = applied(commands.createAlert(ALICE, definition, Idempotency.NONE));

        AlertRecord record = new AlertRecord();
        assertThat(reply.change()).isEqualTo(AlertChange.CREATED);
        assertThat(engine.pipeline.alertReader().read(reply.state().id(), record))
                .isTrue();
        assertThat(AlertState.of(record)).isEqualTo(reply.state());
        assertThat(AlertDefinition.of(record, this::nameOf)).contains(definition);
        assertThat(engine.symbols.find("BTCUSD")).isPresent();
    }

    @Test
    void shouldKeepEveryKindOfConditionAsItWasAskedFor() throws Exception {
        long replaced = applied(commands.createAlert(ALICE, above(850), Idempotency.NONE))
                .state()
                .id();
        AlertRecord record = new AlertRecord();
        for (JsonNode condition : OpenApi.conditions()) {
            AlertDefinition definition = alert(condition.toString(), "null");

            long created = applied(commands.createAlert(ALICE, definition, Idempotency.NONE))
                    .state()
                    .id();
            applied(commands.replaceAlert(ALICE, replaced, 0, definition));

            for (long id : List.of(created, replaced)) {
                engine.pipeline.alertReader().read(id, record);
                assertThat(AlertDefinition.of(record, this::nameOf)).contains(definition);
            }
        }
        assertThat(applied(commands.ticks(List.of(tick("BTCUSD", "800"), tick("ETHUSD", "40"))))
                        .accepted())
                .isEqualTo(2);
        engine.pipeline.alertReader().read(replaced, record);
        assertThat(AlertDefinition.of(record, id -> Optional.empty())).isEmpty();
    }

    @Test
    void shouldBoundTheWatchedValuesOfASymbol() throws Exception {
        for (int i = 1; i <= EngineFixture.MAX_SERIES_PER_SYMBOL; i++) {
            applied(commands.createAlert(ALICE, moves(i), Idempotency.NONE));
        }
        applied(commands.createAlert(ALICE, moves(1), Idempotency.NONE));
        assertThat(get(commands.createAlert(ALICE, moves(EngineFixture.MAX_SERIES_PER_SYMBOL + 1), Idempotency.NONE)))
                .isEqualTo(new Outcome.Rejected<>(RejectReason.SERIES_CAPACITY, EngineFixture.MAX_SERIES_PER_SYMBOL));
    }

    @Test
    void shouldAnswerARepetitionAsTheFirstTime() throws Exception {
        Idempotency once = new Idempotency("key", 1, 2, 0);
        AlertReply first = applied(commands.createAlert(ALICE, above(850), once));
        applied(commands.setStatus(ALICE, first.state().id(), 0, AlertStatus.PAUSED));
        AlertReply again = applied(commands.createAlert(ALICE, above(850), once));

        assertThat(again.change()).isEqualTo(AlertChange.CREATED_BEFORE);
        assertThat(again.state()).isEqualTo(first.state());
        assertThat(get(commands.createAlert(ALICE, above(850), new Idempotency("key", 1, 3, 0))))
                .isEqualTo(new Outcome.Rejected<>(RejectReason.IDEMPOTENCY_CONFLICT, 0));
    }

    @Test
    void shouldKeepOwnersApart() throws Exception {
        long id = applied(commands.createAlert(ALICE, above(850), Idempotency.NONE))
                .state()
                .id();
        Outcome<AlertReply> unknown = new Outcome.Rejected<>(RejectReason.UNKNOWN_ALERT, id);

        assertThat(get(commands.deleteAlert(BOB, id, 0))).isEqualTo(unknown);
        assertThat(get(commands.setStatus(BOB, id, 0, AlertStatus.PAUSED))).isEqualTo(unknown);
        assertThat(get(commands.replaceAlert(BOB, id, 0, above(1)))).isEqualTo(unknown);
        assertThat(applied(commands.deleteAlert(ALICE, id, 0)).change()).isEqualTo(AlertChange.DELETED);
    }

    @Test
    void shouldReplaceOnlyTheExpectedVersion() throws Exception {
        long id = applied(commands.createAlert(ALICE, above(850), Idempotency.NONE))
                .state()
                .id();

        assertThat(applied(commands.replaceAlert(ALICE, id, 1, above(900)))
                        .state()
                        .version())
                .isEqualTo(2);
        assertThat(get(commands.replaceAlert(ALICE, id, 1, above(910))))
                .isEqualTo(new Outcome.Rejected<>(RejectReason.VERSION_CONFLICT, 2));
        assertThat(applied(commands.replaceAlert(ALICE, id, 0, above(910)))
                        .state()
                        .version())
                .isEqualTo(3);
    }

    @Test
    void shouldGiveEachAlertOfABatchItsOutcome() throws Exception {
        List<Commands.Creation> batch = Stream.of(above(850), expiresLongAgo(), above(850))
                .map(alert -> new Commands.Creation(alert, Idempotency.NONE))
                .toList();
        Outcome<List<Outcome<AlertReply>>> outcome = get(commands.createAlerts(ALICE, batch));

        List<Outcome<AlertReply>> each = ((Outcome.Applied<List<Outcome<AlertReply>>>) outcome).reply();
        assertThat(each.get(0)).isInstanceOf(Outcome.Applied.class);
        assertThat(((Outcome.Rejected<AlertReply>) each.get(1)).reason()).isEqualTo(RejectReason.EXPIRES_IN_PAST);
        assertThat(each.get(2)).isInstanceOf(Outcome.Applied.class);
    }

    @Test
    void shouldRegisterTheSymbolsOfTicksFirst() throws Exception {
        applied(commands.configureSymbol(
                "EURUSD", new SymbolSettings(OptionalInt.of(4), OptionalLong.of(50_000), OptionalLong.empty())));
        TicksReply reply = applied(commands.ticks(List.of(
                tick("EURUSD", "1.10005"),
                tick("BTCUSD", "850"),
                tick("EURUSD", "2"),
                tick("BTCUSD", "-1"),
                tick("BTCUSD", "1e999999999"),
                tick("BTCUSD", "851"))));

        assertThat(reply.accepted()).isEqualTo(3);
        assertThat(reply.rejected())
                .containsExactly(
                        new TicksReply.Rejection(2, RejectReason.PRICE_JUMP, 50_000),
                        new TicksReply.Rejection(3, RejectReason.PRICE_NOT_POSITIVE, 0),
                        new TicksReply.Rejection(4, RejectReason.PRICE_OUT_OF_RANGE, 1L << 62));
        assertThat(reply.lastSequence()).isBetween(9L, engine.pipeline.lastSequence());
        assertThat(engine.symbols.find("EURUSD")).contains(new Symbol(0, "EURUSD", 4, 50_000, 0));
    }

    @Test
    void shouldRejectTicksWhoseSymbolFindsNoRoom() throws Exception {
        List<TickRequest> ticks = new ArrayList<>();
        for (int i = 0; i <= EngineFixture.MAX_SYMBOLS; i++) {
            ticks.add(tick("S" + i, "1"));
        }
        TicksReply reply = applied(commands.ticks(ticks));
        assertThat(reply.accepted()).isEqualTo(EngineFixture.MAX_SYMBOLS);
        assertThat(reply.rejected())
                .containsExactly(new TicksReply.Rejection(
                        EngineFixture.MAX_SYMBOLS, RejectReason.SYMBOL_CAPACITY, EngineFixture.MAX_SYMBOLS));
        assertThat(applied(commands.ticks(List.of()))).isEqualTo(new TicksReply(0, List.of(), 0));
    }

    /** While others bring ticks, too, some of which are rejected and have no id to tell whose they are. */
    @Test
    void shouldGiveEachRequestItsOwnRejections() throws Exception {
        int symbol = applied(commands.registerSymbol("BTCUSD")).symbol().id();
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        UnsafeBuffer bad = new UnsafeBuffer(new byte[64]);
        int length = new InputEncoder().wrap(bad, 0, 0).tick(symbol, 8, -1, 0, NULL, NULL, NULL);
        for (int round = 0; round < 300; round++) {
            List<List<Integer>> places = new ArrayList<>();
            List<CompletionStage<Outcome<TicksReply>>> replies = new ArrayList<>();
            for (int request = 0; request < 4; request++) {
                List<TickRequest> ticks = new ArrayList<>();
                List<Integer> rejected = new ArrayList<>();
                int share = 1 + random.nextInt(3);
                for (int i = 1 + random.nextInt(6); i > 0; i--) {
                    boolean isBad = random.nextInt(share) > 0;
                    if (isBad) {
                        rejected.add(ticks.size());
                    }
                    ticks.add(tick("BTCUSD", isBad ? "0" : "1"));
                }
                places.add(rejected);
                replies.add(commands.ticks(ticks));
                assertThat(engine.pipeline.commandSink().offer(bad, 0, length)).isEqualTo(CommandSink.Offer.ACCEPTED);
            }
            for (int request = 0; request < 4; request++) {
                assertThat(applied(replies.get(request)).rejected())
                        .as("seed %d", seed)
                        .extracting(TicksReply.Rejection::index)
                        .isEqualTo(places.get(request));
            }
        }
    }

    @Test
    void shouldNameTheLastSequenceThatWasAccepted() throws Exception {
        long first = applied(commands.ticks(List.of(tick("BTCUSD", "1")))).lastSequence();
        TicksReply reply = applied(commands.ticks(
                List.of(tick("BTCUSD", "0"), tick("BTCUSD", "1"), tick("BTCUSD", "0"), tick("BTCUSD", "-1"))));
        assertThat(reply.accepted()).isEqualTo(1);
        long next = applied(commands.ticks(List.of(tick("BTCUSD", "1")))).lastSequence();
        assertThat(reply.lastSequence()).isBetween(first + 2, next - 3);
        assertThat(applied(commands.ticks(List.of(tick("BTCUSD", "0"), tick("BTCUSD", "0"))))
                        .lastSequence())
                .isZero();
        assertThat(engine.replies.counters().rejected()).isEqualTo(5);
    }

    @Test
    void shouldTakeTheLargestBatch() throws Exception {
        List<TickRequest> ticks = Collections.nCopies(10_000, tick("BTCUSD", "850"));
        assertThat(applied(commands.ticks(ticks)).accepted()).isEqualTo(10_000);
    }

    @Test
    void shouldRegisterAndRemoveDevices() throws Exception {
        applied(commands.registerDevice(ALICE, Platform.IOS, "token"));
        assertThat(engine.pipeline.alertReader().devices(ALICE)).containsExactly(new Device(Platform.IOS, "token"));
        applied(commands.removeDevice(ALICE, "token"));
        assertThat(engine.pipeline.alertReader().devices(ALICE)).isEmpty();
    }

    @Test
    void shouldNotBeTakenBeforeTheStart() throws Exception {
        try (EngineFixture closed = new EngineFixture()) {
            assertThat(get(closed.commands.createAlert(ALICE, above(850), Idempotency.NONE)))
                    .isEqualTo(new Outcome.Closed<>());
            assertThat(closed.replies.counters().closed()).isEqualTo(1);
        }
    }

    private static <T> T applied(CompletionStage<Outcome<T>> stage) throws Exception {
        Outcome<T> outcome = get(stage);
        assertThat(outcome).isInstanceOf(Outcome.Applied.class);
        return ((Outcome.Applied<T>) outcome).reply();
    }

    private static <T> T get(CompletionStage<T> stage)
            throws ExecutionException, InterruptedException, TimeoutException {
        return stage.toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private static TickRequest tick(String symbol, String price) {
        return new TickRequest(symbol, new BigDecimal(price), null, null, 0, TickRequest.NULL_VALUE);
    }

    private Optional<String> nameOf(int symbolId) {
        return engine.symbols.find(symbolId).map(Symbol::name);
    }

    private static AlertDefinition above(long level) throws ProblemException {
        return alert("{\"type\":\"above\",\"level\":" + level + "}", "null");
    }

    private static AlertDefinition moves(int seconds) throws ProblemException {
        return alert("{\"type\":\"moves_up\",\"percent\":1,\"within\":\"PT" + seconds + "S\"}", "null");
    }

    private static AlertDefinition expiresLongAgo() throws ProblemException {
        return alert("{\"type\":\"above\",\"level\":850}", "\"2001-01-01T00:00:00Z\"");
    }

    private static AlertDefinition alert(String condition, String expiresAt) throws ProblemException {
        String json = """
            {"symbol":"BTCUSD","condition":%s,"expiresAt":%s,"message":"{{symbol}} ä",
             "actions":[{"type":"webhook","url":"https://example.org/"},{"type":"push"}]}
            """.formatted(condition, expiresAt);
        return AlertRequests.parse(Json.decode(json.getBytes(UTF_8)), "", symbol -> 8);
    }
}
