package io.tocsin.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.JdkDependent;
import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import io.tocsin.engine.state.FrozenState;
import io.tocsin.engine.state.StateBytes;
import io.tocsin.engine.state.StateSink;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

/**
 * States that are written while the engine goes on: they must be what it would have written at once. See
 * {@link Seeds}.
 */
@JdkDependent
@Soak
class FreezeTest {
    private static final int SEEDS = 50;
    private static final int SOAK_SEEDS = 1_500;
    private static final int MEAN_INPUTS_BETWEEN = 60;

    private long positions;

    /** All that comes has come before the first alert is written. */
    @Test
    void shouldWriteWhatWasWhenAllHasChanged() {
        seeds().forEach(seed -> shouldWriteWhatWas(seed, (frozen, head, market) -> {
            market.go(MEAN_INPUTS_BETWEEN);
            write(frozen, head);
        }));
    }

    /** An input comes between any two pieces that are written. */
    @Test
    void shouldWriteWhatWasWhileItChanges() {
        seeds().forEach(seed ->
                shouldWriteWhatWas(seed, (frozen, head, market) -> write(frozen, new Between(head, market))));
    }

    /** Another thread writes it. */
    @Test
    void shouldWriteWhatWasBesideTheEngine() {
        seeds().forEach(seed -> shouldWriteWhatWas(seed, (frozen, head, market) -> {
            CompletableFuture<Void> done = CompletableFuture.runAsync(() -> write(frozen, head));
            market.go(MEAN_INPUTS_BETWEEN);
            done.join();
        }));
    }

    private void shouldWriteWhatWas(long seed, Writing writing) {
        SplittableRandom dice = new SplittableRandom(~seed);
        try (Running market = new Running(seed)) {
            while (market.inputs.hasNext()) {
                market.go(1 + dice.nextInt(2 * MEAN_INPUTS_BETWEEN));
                byte[] expected = market.engine.state().toArray();
                StateBytes written = new StateBytes();
                long sequence = market.sequence;
                try (FrozenState frozen = market.engine.freeze(written)) {
                    writing.write(frozen, written, market);
                }
                assertThat(Arrays.mismatch(written.toArray(), expected))
                        .as("-Dtocsin.seed=%d: where the state after input %d differs", seed, sequence)
                        .isEqualTo(-1);
                positions++;
            }
        }
        assertThat(positions).isPositive();
    }

    private static void write(FrozenState frozen, StateSink sink) {
        while (frozen.write(sink)) {
            // Piece by piece.
        }
    }

    private static LongStream seeds() {
        return Seeds.many(SEEDS, SOAK_SEEDS);
    }

    /** Has the state written, and inputs come. */
    @FunctionalInterface
    private interface Writing {
        void write(FrozenState frozen, StateBytes head, Running market);
    }

    /** A market that runs through an engine. */
    private static final class Running implements AutoCloseable {
        private final RandomMarket inputs;
        private final EngineSubject engine = new EngineSubject();
        private final Map<String, Integer> symbolIds = new HashMap<>();
        private final InputEncoder encoder = new InputEncoder(name -> symbolIds.getOrDefault(name, Integer.MAX_VALUE));
        private long sequence;

        Running(long seed) {
            inputs = new RandomMarket(seed);
        }

        void go(int count) {
            for (int i = 0; i < count && inputs.hasNext(); i++) {
                TimedInput next = inputs.next();
                int length = encoder.encode(next.input());
                for (Output output : engine.onInput(++sequence, next.timeNs(), encoder.buffer(), length)) {
                    if (output instanceof Output.SymbolIs is) {
                        symbolIds.put(is.symbol().name(), is.symbol().id());
                    }
                }
            }
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    /** Lets an input come after each piece. */
    private record Between(StateSink sink, Running market) implements StateSink {
        @Override
        public void putInt(int value) {
            sink.putInt(value);
            market.go(1);
        }

        @Override
        public void putLong(long value) {
            sink.putLong(value);
            market.go(1);
        }

        @Override
        public void putBytes(DirectBuffer source, int offset, int length) {
            sink.putBytes(source, offset, length);
            market.go(1);
        }
    }
}
