package io.tocsin.engine.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.EveryOutput;
import io.tocsin.engine.JdkDependent;
import io.tocsin.engine.Messages;
import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import io.tocsin.engine.codec.AlertFiredEncoder;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.port.CommandSink.Offer;
import io.tocsin.engine.port.Journal;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.port.OutputListener;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.DirectBuffer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing leaves the pipeline before its input is durable, whenever that may be, and a crash takes nothing back. */
@JdkDependent
@ParameterizedClass
@EnumSource(PipelineConfig.Threads.class)
class DurableOutputsTest {
    private static final int SEEDS = 12;
    private static final int SOAK_SEEDS = 300;
    private static final int LIVES = 3;
    private static final int MAX_STEPS = 400;
    private static final long LEVEL = 1_000;
    private static final int LEVELS = 20;
    private static final int RUN = 2_000;
    private static final byte[] SYMBOL = "BTCUSD".getBytes(UTF_8);
    private static final Limits LIMITS = new Limits(4_000, 16, 4_000, 64, 64, 100, 1_000);
    private final PipelineConfig config;

    private final Messages messages = new Messages();
    private final AtomicInteger failures = new AtomicInteger();

    DurableOutputsTest(PipelineConfig.Threads threads) {
        config = new PipelineConfig(256, 64, PipelineConfig.Waiting.BLOCKING, threads);
    }

    @Test
    void shouldSayNothingBeforeItIsDurableAndAllInOrderAfterwards() {
        LaggingJournal journal = new LaggingJournal();
        Witness witness = new Witness(journal);
        Pipeline pipeline = started(journal, witness);
        offer(pipeline, messages.create(ConditionType.ABOVE, TriggerMode.EVERY, SYMBOL, LEVEL));
        for (int i = 0; i < 10; i++) {
            offer(pipeline, messages.tick(0, 0, LEVEL + i % 2));
        }
        await().until(() -> pipeline.lastSequence() > 11);
        assertThat(witness.seen()).isEmpty();

        awaitSeen(journal, witness, 12);
        List<Long> sequences = witness.sequences();
        assertThat(sequences).isSorted().allMatch(sequence -> sequence <= journal.durableSequence());
        end(pipeline, journal, witness);
    }

    @Test
    void shouldSayARunOfFiringsNoEarlier() {
        LaggingJournal journal = new LaggingJournal();
        Witness witness = new Witness(journal);
        Pipeline pipeline = started(journal, witness);
        for (int i = 0; i < RUN; i++) {
            offer(pipeline, journal, messages.create(ConditionType.ABOVE, TriggerMode.ONCE, SYMBOL, LEVEL));
        }
        offer(pipeline, journal, messages.tick(0, 0, LEVEL - 1));
        awaitSeen(journal, witness, RUN + 2);
        long durable = journal.durableSequence();
        int seen = witness.seen().size();
        offer(pipeline, messages.tick(0, 0, LEVEL));
        await().until(() -> pipeline.lastSequence() > durable + 1);
        assertThat(witness.seen()).hasSize(seen);

        awaitSeen(journal, witness, seen + RUN + 1);
        end(pipeline, journal, witness);
    }

    @Test
    void shouldLetListenersFlushWhatTheyHaveBeforeItWaits() {
        LaggingJournal journal = new LaggingJournal();
        Witness witness = new Witness(journal);
        Pipeline pipeline = started(journal, witness);
        offer(pipeline, messages.create(ConditionType.ABOVE, TriggerMode.EVERY, SYMBOL, LEVEL));
        awaitSeen(journal, witness, 2);
        long durable = journal.durableSequence();
        offer(pipeline, messages.tick(0, 0, LEVEL));
        await().until(() -> pipeline.lastSequence() > durable);

        await().until(() -> witness.flushed() == witness.seen().size());
        end(pipeline, journal, witness);
    }

    @Test
    void shouldSayNothingMoreWhenTheJournalBreaksDown() {
        LaggingJournal journal = new LaggingJournal();
        Witness witness = new Witness(journal);
        Pipeline pipeline = started(journal, witness);
        offer(pipeline, messages.create(ConditionType.ABOVE, TriggerMode.EVERY, SYMBOL, LEVEL));
        await().until(() -> pipeline.lastSequence() >= 2);
        journal.breakDown();

        await().until(() -> failures.get() == 1);
        assertThat(pipeline.commandSink().offer(messages.buffer, 0, messages.tick(0, 0, LEVEL)))
                .isEqualTo(Offer.CLOSED);
        journal.advanceToEnd();
        assertThat(witness.seen()).isEmpty();
    }

    /** Lives several lives on the same journal, each ended by a loss of all that was not durable. */
    @Soak
    @Test
    void shouldHaveSeenJustWhatIsSeenAgainAfterACrashAtAnyMoment() {
        Seeds.many(SEEDS, SOAK_SEEDS).forEach(this::shouldHaveSeenJustWhatIsSeenAgain);
    }

    private void shouldHaveSeenJustWhatIsSeenAgain(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        LaggingJournal journal = new LaggingJournal();
        List<String> seenBefore = List.of();
        for (int life = 0; life < LIVES; life++) {
            Witness witness = new Witness(journal);
            Pipeline pipeline = started(journal, witness);
            assertThat(witness.seen().subList(0, seenBefore.size())).isEqualTo(seenBefore);
            act(pipeline, journal, random);
            seenBefore = witness.seen();
            LaggingJournal left = journal.afterCrash();

            List<String> seenAgain = replayed(journal.afterCrash());
            assertThat(seenAgain.subList(0, seenBefore.size()))
                    .as("-Dtocsin.seed=%d", seed)
                    .isEqualTo(seenBefore);
            await().until(() -> witness.seen().size() >= seenAgain.size());
            assertThat(witness.seen()).as("-Dtocsin.seed=%d", seed).isEqualTo(seenAgain);
            end(pipeline, journal, witness);
            journal = left;
        }
    }

    /** Creates alerts, now and then fires many of them at once, and lets the journal lag behind or catch up. */
    private void act(Pipeline pipeline, LaggingJournal journal, SplittableRandom random) {
        for (int steps = random.nextInt(MAX_STEPS); steps > 0; steps--) {
            switch (random.nextInt(8)) {
                case 0 -> journal.advance(random);
                case 1, 2, 3 -> offer(pipeline, journal, random, tick(random));
                default -> {
                    TriggerMode mode = random.nextInt(4) == 0 ? TriggerMode.EVERY : TriggerMode.ONCE;
                    ConditionType type = random.nextBoolean() ? ConditionType.CROSSES : ConditionType.CROSSES_UP;
                    offer(pipeline, journal, random, messages.create(type, mode, SYMBOL, level(random)));
                }
            }
        }
    }

    private int tick(SplittableRandom random) {
        return messages.tick(0, 0, random.nextInt(4) == 0 ? level(random) : LEVEL - 1);
    }

    private static long level(SplittableRandom random) {
        return LEVEL + random.nextInt(LEVELS);
    }

    private void offer(Pipeline pipeline, LaggingJournal journal, SplittableRandom random, int length) {
        // A journal that lags far enough behind fills both rings.
        while (pipeline.commandSink().offer(messages.buffer, 0, length) == Offer.BACK_PRESSURED) {
            journal.advance(random);
        }
    }

    private void offer(Pipeline pipeline, LaggingJournal journal, int length) {
        while (pipeline.commandSink().offer(messages.buffer, 0, length) == Offer.BACK_PRESSURED) {
            journal.advanceToEnd();
        }
    }

    private void offer(Pipeline pipeline, int length) {
        assertThat(pipeline.commandSink().offer(messages.buffer, 0, length)).isEqualTo(Offer.ACCEPTED);
    }

    private static void awaitSeen(LaggingJournal journal, Witness witness, int outputs) {
        await().until(() -> {
            journal.advanceToEnd();
            return witness.seen().size() >= outputs;
        });
    }

    /** Looks often: there are several waits in each life. */
    private static ConditionFactory await() {
        return Awaitility.await().pollInterval(Duration.ofMillis(1));
    }

    private List<String> replayed(LaggingJournal journal) {
        Witness witness = new Witness(journal);
        try (Pipeline pipeline = pipeline(journal, witness)) {
            pipeline.recover();
        }
        assertThat(witness.early).isEmpty();
        return witness.seen();
    }

    private Pipeline started(Journal journal, OutputListener listener) {
        Pipeline pipeline = pipeline(journal, listener);
        pipeline.recover();
        pipeline.start();
        return pipeline;
    }

    private Pipeline pipeline(Journal journal, OutputListener listener) {
        return new Pipeline(config, LIMITS, journal, List.of(listener), failures::incrementAndGet);
    }

    private void end(Pipeline pipeline, LaggingJournal journal, Witness witness) {
        Thread closing = new Thread(pipeline::close);
        closing.start();
        await().until(() -> {
            journal.advanceToEnd();
            return !closing.isAlive();
        });
        assertThat(witness.early).isEmpty();
        assertThat(failures).hasValue(0);
    }

    /** Keeps all outputs, and those apart that came before their input was durable. */
    private static final class Witness extends EveryOutput {
        private static final int SEQUENCE =
                MessageHeaderEncoder.ENCODED_LENGTH + AlertFiredEncoder.sequenceEncodingOffset();

        private final LaggingJournal journal;
        private final List<String> seen = new ArrayList<>();
        private final List<Long> sequences = new ArrayList<>();
        private final List<Long> early = new ArrayList<>();
        private int flushed;

        Witness(LaggingJournal journal) {
            this.journal = journal;
        }

        @Override
        public synchronized void onOutput(DirectBuffer message, int offset, int length) {
            long sequence = message.getLong(offset + SEQUENCE, ByteOrder.LITTLE_ENDIAN);
            if (sequence > journal.durableSequence()) {
                early.add(sequence);
            }
            byte[] bytes = new byte[length];
            message.getBytes(offset, bytes);
            seen.add(HexFormat.of().formatHex(bytes));
            sequences.add(sequence);
        }

        @Override
        public synchronized void onBatchEnd() {
            flushed = seen.size();
        }

        synchronized List<String> seen() {
            return List.copyOf(seen);
        }

        synchronized List<Long> sequences() {
            return List.copyOf(sequences);
        }

        synchronized int flushed() {
            return flushed;
        }
    }
}
