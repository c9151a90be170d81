package io.tocsin.gateway.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.contract.tick.RandomTickBodies;
import io.tocsin.gateway.command.EngineFixture;
import io.tocsin.gateway.command.Outcome;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TickEndpointTest {
    private static final int BODIES = 3_000;
    /** Changes nothing, and is not plain: what it is in front of is read with an object for each tick. */
    private static final byte[] BYTE_ORDER_MARK = "\uFEFF".getBytes(UTF_8);

    private final EngineFixture engine = new EngineFixture();
    private final TickEndpoint endpoint = new TickEndpoint(engine.commands);

    @BeforeEach
    void start() throws Exception {
        engine.start();
        for (String symbol : RandomTickBodies.SYMBOLS) {
            assertThat(engine.commands
                            .registerSymbol(symbol)
                            .toCompletableFuture()
                            .get(5, TimeUnit.SECONDS))
                    .isInstanceOf(Outcome.Applied.class);
        }
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void shouldAnswerAlikeHoweverTheBodyIsRead() throws Exception {
        long seed = System.nanoTime();
        RandomTickBodies bodies = new RandomTickBodies(seed);
        for (int i = 0; i < BODIES; i++) {
            byte[] body = bodies.next();
            if (Arrays.mismatch(body, BYTE_ORDER_MARK) == BYTE_ORDER_MARK.length
                    || Arrays.equals(body, BYTE_ORDER_MARK)) {
                continue;
            }
            ByteArrayOutputStream marked = new ByteArrayOutputStream();
            marked.writeBytes(BYTE_ORDER_MARK);
            marked.writeBytes(body);
            assertThat(answer(body, bodies.isLines()))
                    .as("seed %d, body %d: %s", seed, i, new String(body, UTF_8))
                    .isEqualTo(answer(marked.toByteArray(), bodies.isLines()));
        }
    }

    /** Status and body; of the last sequence only whether there is one. */
    private String answer(byte[] body, boolean isLines)
            throws ProblemException, ExecutionException, InterruptedException, TimeoutException {
        List<String> mediaType = List.of(isLines ? MediaTypes.JSON_LINES : MediaTypes.JSON);
        try {
            Answer answer = endpoint.post(new Request(Route.POST_TICKS, null, Map.of(), name -> mediaType, body))
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS);
            ObjectNode json = (ObjectNode) Json.decode(answer.body());
            return answer.status()
                    + json.put("lastSequence", json.get("lastSequence").isNull())
                            .toString();
        } catch (ProblemException refused) {
            return refused.problem().toString();
        }
    }
}
