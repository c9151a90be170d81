package io.tocsin.gateway.alerts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.json.Json;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.port.CommandSink;
import io.tocsin.gateway.command.Commands;
import io.tocsin.gateway.command.EngineFixture;
import io.tocsin.gateway.command.Idempotency;
import io.tocsin.gateway.command.Outcome;
import io.tocsin.gateway.command.SymbolSettings;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Definitions that are on their way to the engine while the decimals of their symbol change. */
class AlertsTest {
    private static final String ALICE = "default\nalice";
    private static final String MOVED = "MOVED";

    private final EngineFixture engine = new EngineFixture().start();
    private final Overtaken sink = new Overtaken();
    private final Alerts alerts = new Alerts(new Commands(sink, engine.replies, engine.symbols), engine.symbols);

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void shouldReadADefinitionOnceMoreByTheNewDecimals() throws Exception {
        sink.decimals.add(4);
        Outcome<AlertView> created = get(alerts.create(ALICE, above(MOVED), "", Idempotency.NONE));
        assertThat(((Outcome.Applied<AlertView>) created)
                        .reply()
                        .toJson()
                        .at("/condition/level")
                        .textValue())
                .isEqualTo("1.25");
    }

    @Test
    void shouldReadTheAlertsOfABatchOnceMoreThatAreOutdated() throws Exception {
        sink.decimals.add(4);
        List<Outcome<AlertView>> outcomes = createBoth();
        assertThat(outcomes).allMatch(outcome -> outcome instanceof Outcome.Applied);
        assertThat(outcomes)
                .extracting(outcome -> ((Outcome.Applied<AlertView>) outcome)
                        .reply()
                        .definition()
                        .symbol())
                .containsExactly(MOVED, "OTHER");
    }

    @Test
    void shouldKeepWhatWasCreatedOfABatchWhenTheRestIsNotTaken() throws Exception {
        sink.decimals.add(4);
        sink.takes = 1;
        List<Outcome<AlertView>> outcomes = createBoth();
        assertThat(((Outcome.Rejected<AlertView>) outcomes.get(0)).reason()).isEqualTo(RejectReason.DECIMALS_CHANGED);
        assertThat(outcomes.get(1)).isInstanceOf(Outcome.Applied.class);
    }

    private List<Outcome<AlertView>> createBoth() throws Exception {
        Outcome<List<Outcome<AlertView>>> whole =
                get(alerts.createAll(ALICE, List.of(above(MOVED), above("OTHER")), "/alerts", Idempotency.NONE));
        return ((Outcome.Applied<List<Outcome<AlertView>>>) whole).reply();
    }

    private static JsonNode above(String symbol) throws Exception {
        return Json.decode(("{\"symbol\":\"" + symbol + "\",\"condition\":{\"type\":\"above\",\"level\":\"1.25\"}}")
                .getBytes(UTF_8));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** The engine's sink, before which somebody changes the decimals of a symbol, and which can have had enough. */
    private final class Overtaken implements CommandSink {
        private final CommandSink engineSink = engine.pipeline.commandSink();
        /** Of {@link #MOVED}, before each of the next offers. */
        private final Queue<Integer> decimals = new ArrayDeque<>();

        private int takes = Integer.MAX_VALUE;

        @Override
        public Offer offer(DirectBuffer message, int offset, int length) {
            return engineSink.offer(message, offset, length);
        }

        @Override
        public Offer offerAll(DirectBuffer frames, int offset, int count) {
            if (takes-- <= 0) {
                return Offer.BACK_PRESSURED;
            }
            if (!decimals.isEmpty()) {
                engine.commands.configureSymbol(
                        MOVED,
                        new SymbolSettings(
                                OptionalInt.of(decimals.remove()), OptionalLong.empty(), OptionalLong.empty()));
            }
            return engineSink.offerAll(frames, offset, count);
        }
    }
}
