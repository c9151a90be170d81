package io.tocsin.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.EveryOutput;
import io.tocsin.engine.JdkDependent;
import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import io.tocsin.engine.codec.Flag;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.PlainTickEncoder;
import io.tocsin.engine.codec.TickDecoder;
import io.tocsin.engine.codec.TickEncoder;
import io.tocsin.engine.pipeline.Pipeline;
import io.tocsin.engine.pipeline.PipelineConfig;
import io.tocsin.engine.port.Journal;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.port.SnapshotSink;
import io.tocsin.engine.port.SnapshotSource;
import io.tocsin.engine.projection.QuoteBoard;
import io.tocsin.engine.state.FrozenState;
import io.tocsin.engine.state.StateBytes;
import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.wire.InputBatch;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToIntBiFunction;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** A journal of a random market through the whole pipeline. */
@JdkDependent
@Soak
class ReplayTest {
    private static final int INPUTS = 4_000;
    private static final int SNAPSHOTS = 20;

    private final long seed = Seeds.one();
    private final MemoryJournal journal = new MemoryJournal();
    private final List<Output> expected = record();

    @Test
    void shouldGiveSameBytesEachTime() {
        assertThat(replay().bytes.toByteArray())
                .as("seed %d", seed)
                .isEqualTo(replay().bytes.toByteArray());
    }

    @Test
    void shouldGiveSameBytesForPlainTicksAsForTheTicksThatTheyStandFor() {
        MemoryJournal plain = journal.withTicks(ReplayTest::plainTick);
        MemoryJournal whole = journal.withTicks(ReplayTest::wholeTick);
        assertThat(plain.bytes()).isLessThan(whole.bytes());
        assertThat(replay(plain).outputs).hasAtLeastOneElementOfType(Output.Fired.class);
        assertThat(replay(plain).bytes.toByteArray())
                .as("seed %d", seed)
                .isEqualTo(replay(whole).bytes.toByteArray());
        assertThat(replay(journal.withTicks(ReplayTest::longerPlainTick)).bytes.toByteArray())
                .as("seed %d, with a block that another version of the schema has made longer", seed)
                .isEqualTo(replay(whole).bytes.toByteArray());
    }

    @Test
    void shouldEncodeWhatOracleSays() {
        List<Output> actual = replay().outputs;
        assertThat(firings(actual)).as("seed %d", seed).isNotEmpty().isEqualTo(firings(expected));
        assertThat(replies(actual)).as("seed %d", seed).isEqualTo(replies(expected));
    }

    /** At random positions: what a snapshot and the rest of the journal lead to is what the whole journal leads to. */
    @Test
    void shouldGoOnFromASnapshotAsIfNothingHadHappened() {
        Recorder whole = replay();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < SNAPSHOTS; i++) {
            MemorySnapshot snapshot = new MemorySnapshot();
            Recorder before = new Recorder();
            journal.replayed = random.nextInt(journal.batches.size());
            try (Pipeline pipeline = pipeline(journal, before)) {
                pipeline.recover();
                pipeline.writeSnapshot(snapshot);
            }
            journal.replayed = journal.batches.size();
            Recorder after = new Recorder();
            try (Pipeline pipeline = pipeline(journal, after)) {
                pipeline.recover(snapshot);
            }

            assertThat(after.outputs).allMatch(output -> output.at().sequence() >= snapshot.sequence());
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            both.writeBytes(before.bytes.toByteArray());
            both.writeBytes(after.bytesAfter(snapshot.sequence()));
            assertThat(both.toByteArray())
                    .as("seed %d, snapshot of input %d", seed, snapshot.sequence())
                    .isEqualTo(whole.bytes.toByteArray());
            assertThat(snapshot.isWhole && snapshot.state.isExhausted()).isTrue();
            assertThat(after.quotes()).isEqualTo(whole.quotes());
        }
    }

    /** Writes the market to the journal, inputs of one time as one batch; returns what the oracle makes of it. */
    private List<Output> record() {
        RandomMarket market = new RandomMarket(seed);
        Oracle oracle = new Oracle();
        Map<String, Integer> symbolIds = new HashMap<>();
        InputEncoder encoder = new InputEncoder(symbolIds::get);
        List<Output> outputs = new ArrayList<>();
        InputBatch batch = new InputBatch();
        long batchTimeNs = 0;
        for (int sequence = 1; sequence <= INPUTS; sequence++) {
            TimedInput step = market.next();
            if (step.timeNs() != batchTimeNs && !batch.isEmpty()) {
                batch.seal(sequence - batch.count(), batchTimeNs);
                journal.append(batch.buffer(), 0, batch.length());
                batch.clear();
            }
            batchTimeNs = step.timeNs();
            assertThat(batch.add(encoder.buffer(), 0, encoder.encode(step.input())))
                    .isTrue();
            List<Output> ofInput = oracle.onInput(sequence, step.timeNs(), step.input());
            for (int ordinal = 0; ordinal < ofInput.size(); ordinal++) {
                Output output = ofInput.get(ordinal);
                outputs.add(output instanceof Output.Fired fired ? fired.numbered(ordinal) : output);
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
        return replay(journal);
    }

    private static Recorder replay(Journal journal) {
        Recorder recorder = new Recorder();
        try (Pipeline pipeline = pipeline(journal, recorder)) {
            pipeline.recover();
        }
        return recorder;
    }

    private static Pipeline pipeline(Journal journal, Recorder recorder) {
        return new Pipeline(
                new PipelineConfig(64, 1_024, PipelineConfig.Waiting.BLOCKING, PipelineConfig.Threads.TWO),
                new Limits(10_000, 100, 10_000, 65_536, 65_536, 100, 1_000),
                journal,
                List.of(recorder, recorder.quotes),
                () -> {});
    }

    private static int plainTick(TickDecoder tick, MutableDirectBuffer target) {
        return new PlainTickEncoder()
                .wrapAndApplyHeader(target, 0, new MessageHeaderEncoder())
                .price(tick.price())
                .size(tick.size())
                .exchangeTimeNs(tick.exchangeTimeNs())
                .symbolId(tick.symbolId())
                .decimals(tick.decimals())
                .limit();
    }

    private static int longerPlainTick(TickDecoder tick, MutableDirectBuffer target) {
        int end = plainTick(tick, target);
        new MessageHeaderEncoder().wrap(target, 0).blockLength(PlainTickEncoder.BLOCK_LENGTH + 1);
        return end + 1;
    }

    private static int wholeTick(TickDecoder tick, MutableDirectBuffer target) {
        return new TickEncoder()
                .wrapAndApplyHeader(target, 0, new MessageHeaderEncoder())
                .correlationId(0)
                .price(tick.price())
                .size(tick.size())
                .exchangeTimeNs(tick.exchangeTimeNs())
                .bid(TickEncoder.bidNullValue())
                .ask(TickEncoder.askNullValue())
                .late(Flag.NO)
                .symbolId(tick.symbolId())
                .decimals(tick.decimals())
                .limit();
    }

    private static List<Output> firings(List<Output> outputs) {
        return outputs.stream().filter(Output.Fired.class::isInstance).toList();
    }

    private static List<Output> replies(List<Output> outputs) {
        return outputs.stream()
                .filter(output -> !(output instanceof Output.Fired))
                .toList();
    }

    /** Keeps the outputs, as they came and decoded. */
    private static final class Recorder extends EveryOutput {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final List<Integer> lengths = new ArrayList<>();
        private final List<Output> outputs = new ArrayList<>();
        private final OutputDecoder decoder = new OutputDecoder();
        private final QuoteBoard quotes = new QuoteBoard();

        byte[] quotes() {
            StateBytes rows = new StateBytes();
            quotes.writeState(rows);
            return rows.toArray();
        }

        /** Without the symbols that a snapshot begins with, which are outputs of its last input. */
        byte[] bytesAfter(long sequence) {
            int from = 0;
            for (int i = 0; i < outputs.size() && outputs.get(i).at().sequence() <= sequence; i++) {
                from += lengths.get(i);
            }
            return Arrays.copyOfRange(bytes.toByteArray(), from, bytes.size());
        }

        @Override
        public void onOutput(DirectBuffer message, int offset, int length) {
            byte[] copy = new byte[length];
            message.getBytes(offset, copy);
            bytes.writeBytes(copy);
            lengths.add(length);
            outputs.add(decoder.decode(message, offset));
        }
    }

    private static final class MemorySnapshot implements SnapshotSink, SnapshotSource {
        private final StateBytes state = new StateBytes();
        private long sequence;
        private long timestampNs;
        private Limits limits;
        private boolean isWhole;

        @Override
        public void begin(long atSequence, long atTimestampNs, int layout, Limits ofPipeline) {
            sequence = atSequence;
            timestampNs = atTimestampNs;
            limits = ofPipeline;
        }

        @Override
        public void endPause(FrozenState rest) {
            try (rest) {
                write(rest);
            }
        }

        private void write(FrozenState rest) {
            while (rest.write(this)) {
                // Piece by piece.
            }
        }

        @Override
        public StateSink listeners() {
            return this;
        }

        @Override
        public void end() {
            isWhole = true;
        }

        @Override
        public void putInt(int value) {
            state.putInt(value);
        }

        @Override
        public void putLong(long value) {
            state.putLong(value);
        }

        @Override
        public void putBytes(DirectBuffer source, int offset, int length) {
            state.putBytes(source, offset, length);
        }

        @Override
        public long sequence() {
            return sequence;
        }

        @Override
        public long timestampNs() {
            return timestampNs;
        }

        @Override
        public Limits limits() {
            return limits;
        }

        @Override
        public int getInt() {
            return state.getInt();
        }

        @Override
        public long getLong() {
            return state.getLong();
        }

        @Override
        public void getBytes(MutableDirectBuffer target, int offset, int length) {
            state.getBytes(target, offset, length);
        }
    }

    private static final class MemoryJournal implements Journal {
        private final List<UnsafeBuffer> batches = new ArrayList<>();
        private int replayed;

        @Override
        public void append(DirectBuffer batch, int offset, int length) {
            byte[] copy = new byte[length];
            batch.getBytes(offset, copy);
            batches.add(new UnsafeBuffer(copy));
            replayed++;
        }

        /** The same with all ticks of one price encoded in this way. */
        MemoryJournal withTicks(ToIntBiFunction<TickDecoder, MutableDirectBuffer> encoder) {
            MemoryJournal copy = new MemoryJournal();
            batches.forEach(batch -> copy.append(withTicks(batch, encoder)));
            return copy;
        }

        private static InputBatch withTicks(
                UnsafeBuffer batch, ToIntBiFunction<TickDecoder, MutableDirectBuffer> encoder) {
            InputBatch.Reader reader = new InputBatch.Reader();
            InputBatch copy = new InputBatch();
            UnsafeBuffer tick = new UnsafeBuffer(new byte[InputBatch.MAX_INPUT_LENGTH]);
            MessageHeaderDecoder header = new MessageHeaderDecoder();
            reader.forEach(batch, 0, (sequence, timestampNs, message, offset, length) -> {
                if (header.wrap(message, offset).templateId() == TickDecoder.TEMPLATE_ID) {
                    TickDecoder decoder = new TickDecoder().wrapAndApplyHeader(message, offset, header);
                    copy.add(tick, 0, encoder.applyAsInt(decoder, tick));
                } else {
                    copy.add(message, offset, length);
                }
            });
            copy.seal(reader.firstSequence(batch, 0), reader.timestampNs(batch, 0));
            return copy;
        }

        private void append(InputBatch batch) {
            append(batch.buffer(), 0, batch.length());
        }

        long bytes() {
            return batches.stream().mapToLong(UnsafeBuffer::capacity).sum();
        }

        @Override
        public void replay(long sequence, BatchHandler handler) {
            batches.subList(0, replayed).forEach(batch -> handler.onBatch(batch, 0, batch.capacity()));
        }

        @Override
        public void close() {}
    }
}
