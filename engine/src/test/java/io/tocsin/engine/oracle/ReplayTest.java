package io.tocsin.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.pipeline.InputBatch;
import io.tocsin.engine.pipeline.Journal;
import io.tocsin.engine.pipeline.Limits;
import io.tocsin.engine.pipeline.OutputListener;
import io.tocsin.engine.pipeline.Pipeline;
import io.tocsin.engine.pipeline.PipelineConfig;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** A journal of a random market through the whole pipeline. {@code -Dtocsin.seed=N} chooses the market. */
class ReplayTest {
    private static final int INPUTS = 4_000;

    private final long seed = Long.getLong("tocsin.seed", 7);
    private final MemoryJournal journal = new MemoryJournal();
    private final List<Output> expected = record();

    @Test
    void shouldGiveSameBytesEachTime() {
        assertThat(replay().bytes.toByteArray())
                .as("seed %d", seed)
                .isEqualTo(replay().bytes.toByteArray());
    }

    @Test
    void shouldEncodeWhatOracleSays() {
        final List<Output> actual = replay().outputs;
        assertThat(firings(actual)).as("seed %d", seed).isNotEmpty().isEqualTo(firings(expected));
        assertThat(replies(actual)).as("seed %d", seed).isEqualTo(replies(expected));
    }

    /** Writes the market to the journal, inputs of one time as one batch; returns what the oracle makes of it. */
    private List<Output> record() {
        final RandomMarket market = new RandomMarket(seed);
        final Oracle oracle = new Oracle();
        final Map<String, Integer> symbolIds = new HashMap<>();
        final InputEncoder encoder = new InputEncoder(symbolIds::get);
        final List<Output> outputs = new ArrayList<>();
        final InputBatch batch = new InputBatch();
        long batchTimeNs = 0;
        for (int sequence = 1; sequence <= INPUTS; sequence++) {
            final TimedInput step = market.next();
            if (step.timeNs() != batchTimeNs && !batch.isEmpty()) {
                batch.seal(sequence - batch.count(), batchTimeNs);
                journal.append(batch.buffer(), 0, batch.length());
                batch.clear();
            }
            batchTimeNs = step.timeNs();
            assertThat(batch.add(encoder.buffer(), 0, encoder.encode(step.input())))
                    .isTrue();
            for (final Output output : oracle.onInput(sequence, step.timeNs(), step.input())) {
                outputs.add(output);
                if (output instanceof Output.SymbolIs is) {
                    symbolIds.put(is.symbol().name(), is.symbol().id());
                }
            }
        }
        batch.seal(INPUTS + 1 - batch.count(), batchTimeNs);
        journal.append(batch.buffer(), 0, batch.length());
        return outputs;
    }

    private Recorder replay() {
        final Recorder recorder = new Recorder();
        final PipelineConfig config = new PipelineConfig(64, 1_024, PipelineConfig.Waiting.BLOCKING);
        final Limits limits = new Limits(10_000, 100, 10_000, 65_536, 65_536);
        try (Pipeline pipeline = new Pipeline(config, limits, journal, List.of(recorder), () -> {})) {
            pipeline.recover();
        }
        return recorder;
    }

    private static List<Output> firings(final List<Output> outputs) {
        return outputs.stream().filter(Output.Fired.class::isInstance).toList();
    }

    private static List<Output> replies(final List<Output> outputs) {
        return outputs.stream()
                .filter(output -> !(output instanceof Output.Fired))
                .toList();
    }

    /** Keeps the outputs, as they came and decoded. */
    private static final class Recorder implements OutputListener {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final List<Output> outputs = new ArrayList<>();
        private final OutputDecoder decoder = new OutputDecoder();

        @Override
        public void onOutput(final DirectBuffer message, final int offset, final int length) {
            final byte[] copy = new byte[length];
            message.getBytes(offset, copy);
            bytes.writeBytes(copy);
            outputs.add(decoder.decode(message, offset));
        }
    }

    private static final class MemoryJournal implements Journal {
        private final List<UnsafeBuffer> batches = new ArrayList<>();

        @Override
        public void append(final DirectBuffer batch, final int offset, final int length) {
            final byte[] copy = new byte[length];
            batch.getBytes(offset, copy);
            batches.add(new UnsafeBuffer(copy));
        }

        @Override
        public void replay(final BatchHandler handler) {
            batches.forEach(batch -> handler.onBatch(batch, 0, batch.capacity()));
        }

        @Override
        public void close() {}
    }
}
