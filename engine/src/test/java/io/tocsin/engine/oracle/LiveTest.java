package io.tocsin.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tocsin.engine.EveryOutput;
import io.tocsin.engine.Seeds;
import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.pipeline.Pipeline;
import io.tocsin.engine.pipeline.PipelineConfig;
import io.tocsin.engine.port.CommandSink;
import io.tocsin.engine.port.Journal;
import io.tocsin.engine.port.Limits;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a pipeline emits while inputs come in is, byte for byte, what its journal says, whichever threads it has. */
@ParameterizedClass
@EnumSource(PipelineConfig.Threads.class)
class LiveTest {
    private static final int INPUTS = 20_000;
    private static final int PRICES = 10_000;
    private static final Limits LIMITS = new Limits(10_000, 1_000, 10_000, 65_536, 65_536, 100, 1_000);

    private final PipelineConfig config;
    private final KeptJournal journal = new KeptJournal();
    private final long seed = Seeds.one();

    LiveTest(PipelineConfig.Threads threads) {
        config = new PipelineConfig(256, 256, PipelineConfig.Waiting.BLOCKING, threads);
    }

    @Test
    void shouldEmitARandomMarketAsItsJournalSays() {
        compare(new RandomMarket(seed), INPUTS);
    }

    @Test
    void shouldEmitARecordedDayAsItsJournalSays() {
        Optional<RecordedPrices> recorded = RecordedPrices.find();
        assumeTrue(recorded.isPresent(), "no recorded prices at ../shared/data; -Dtocsin.data=DIR says where they are");
        List<RecordedMarket.Price> all = recorded.get().binanceTrades();
        List<RecordedMarket.Price> prices = all.subList(0, Math.min(all.size(), PRICES));
        RecordedMarket.Load load = new RecordedMarket.Load(600, 200, RecordedMarketTest.SECONDS, 100);
        compare(new RecordedMarket(seed, prices, 2, load), Integer.MAX_VALUE);
    }

    private void compare(Iterator<TimedInput> inputs, int count) {
        Emitted live = new Emitted();
        try (Pipeline pipeline = pipeline(live)) {
            pipeline.recover();
            pipeline.start();
            offer(inputs, count, pipeline.commandSink());
        }
        Emitted replayed = new Emitted();
        try (Pipeline pipeline = pipeline(replayed)) {
            pipeline.recover();
        }
        assertThat(live.firings).as("seed %d", seed).isPositive();
        assertThat(live.bytes.toByteArray()).as("seed %d", seed).isEqualTo(replayed.bytes.toByteArray());
    }

    /** An engine beside it says which id a symbol gets. */
    private static void offer(Iterator<TimedInput> inputs, int count, CommandSink sink) {
        Map<String, Integer> symbolIds = new HashMap<>();
        InputEncoder encoder = new InputEncoder(symbolIds::get);
        try (Subject beside = new EngineSubject()) {
            for (int sequence = 1; sequence <= count && inputs.hasNext(); sequence++) {
                TimedInput step = inputs.next();
                int length = encoder.encode(step.input());
                while (sink.offer(encoder.buffer(), 0, length) == CommandSink.Offer.BACK_PRESSURED) {
                    Thread.onSpinWait();
                }
                for (Output output : beside.onInput(sequence, step.timeNs(), encoder.buffer(), length)) {
                    if (output instanceof Output.SymbolIs is) {
                        symbolIds.put(is.symbol().name(), is.symbol().id());
                    }
                }
            }
        }
    }

    private Pipeline pipeline(Emitted listener) {
        return new Pipeline(config, LIMITS, journal, List.of(listener), () -> {});
    }

    private static final class Emitted extends EveryOutput {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final MessageHeaderDecoder header = new MessageHeaderDecoder();
        private int firings;

        @Override
        public void onOutput(DirectBuffer message, int offset, int length) {
            byte[] copy = new byte[length];
            message.getBytes(offset, copy);
            bytes.writeBytes(copy);
            if (header.wrap(message, offset).templateId() == AlertFiredDecoder.TEMPLATE_ID) {
                firings++;
            }
        }
    }

    private static final class KeptJournal implements Journal {
        private final List<byte[]> batches = new ArrayList<>();

        @Override
        public void append(DirectBuffer batch, int offset, int length) {
            byte[] copy = new byte[length];
            batch.getBytes(offset, copy);
            batches.add(copy);
        }

        @Override
        public void replay(long sequence, BatchHandler handler) {
            batches.forEach(batch -> handler.onBatch(new UnsafeBuffer(batch), 0, batch.length));
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
