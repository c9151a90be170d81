package io.tocsin.engine.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.engine.EveryOutput;
import io.tocsin.engine.Messages;
import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.AlertChangedDecoder;
import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.port.CommandSink;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.rules.AlertRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One tick that fires thousands of alerts, most of which fire once and for all: they are emitted by the egress thread.
 */
@ParameterizedClass
@EnumSource(PipelineConfig.Threads.class)
class BurstTest {
    private static final byte[] SYMBOL = "BTCUSD".getBytes(UTF_8);
    private static final Limits LIMITS = new Limits(10_000, 16, 10_000, 64, 64, 100, 1_000);
    private final PipelineConfig config;
    private static final int ALERTS = 5_000;
    private static final int LEVELS = 7;
    private static final int LEVEL = 1_000;
    private static final int EVERY_PERIOD = 90;

    private final Messages messages = new Messages();
    private final RecordedJournal journal = new RecordedJournal();
    private final Emitted emitted = new Emitted();
    private final Pipeline pipeline;

    BurstTest(PipelineConfig.Threads threads) {
        config = new PipelineConfig(16_384, 1_024, PipelineConfig.Waiting.BLOCKING, threads);
        pipeline = new Pipeline(config, LIMITS, journal, List.of(emitted), () -> {});
    }

    @AfterEach
    void release() {
        emitted.mayGoOn.countDown();
    }

    @Test
    void shouldSayAllInOrderAndNoteThatTheyFired() {
        start();
        createAlerts(ConditionType.ABOVE);
        tick(LEVEL - 1);
        tick(LEVEL + LEVELS);
        emitted.mayGoOn.countDown();
        pipeline.close();

        assertThat(emitted.firings).containsExactlyElementsOf(expected(Comparator.comparingLong(Emission::reference)));
    }

    @Test
    void shouldSayFallingOnesFromTheHighestLevelDown() {
        start();
        createAlerts(ConditionType.BELOW);
        tick(LEVEL + LEVELS);
        tick(LEVEL - 1);
        emitted.mayGoOn.countDown();
        pipeline.close();

        assertThat(emitted.firings)
                .containsExactlyElementsOf(expected(Comparator.comparingLong(firing -> -firing.reference())));
    }

    @Test
    void shouldGoOnWithTicksWhileARunIsHeldUpAndWithCommandsAfterIt() {
        assumeThat(config.threads())
                .as("one thread cannot go on while a listener holds it up")
                .isNotEqualTo(PipelineConfig.Threads.ONE);
        start();
        createAlerts(ConditionType.ABOVE);
        tick(LEVEL - 1);
        tick(LEVEL + LEVELS);
        long before = ALERTS + 4;
        await().until(() -> pipeline.lastSequence() >= before);
        tick(LEVEL + LEVELS + 1);
        await().until(() -> pipeline.lastSequence() > before);
        assertThat(emitted.firings).isEmpty();
        pipeline.commandSink().offer(messages.buffer, 0, messages.delete(1));
        emitted.mayGoOn.countDown();
        await().until(() -> emitted.deleted != null);
        AlertRecord read = new AlertRecord();
        assertThat(pipeline.alertReader().read(2, read)).isTrue();
        assertThat(read.status()).isEqualTo(AlertStatus.TRIGGERED);
        assertThat(read.firedCount()).isEqualTo(1);
        assertThat(pipeline.alertReader().read(1, read)).isFalse();
        pipeline.close();

        assertThat(emitted.deleted).isEqualTo(AlertStatus.TRIGGERED);
        assertThat(emitted.firings).hasSize(ALERTS);
    }

    @Test
    void shouldApplyTicksWhileARunIsEmitted() {
        long[] sequences = new long[2];
        emitted.onFiring = firing -> {
            if (firing.ordinal() == 0) {
                sequences[0] = pipeline.lastSequence();
                tick(LEVEL + LEVELS + 1);
                offer(messages.delete(1));
            } else if (firing.ordinal() == ALERTS - 1) {
                awaitUnlessOnlyThread(() -> pipeline.lastSequence() > sequences[0]);
                sequences[1] = pipeline.lastSequence();
            }
        };
        start();
        createAlerts(ConditionType.ABOVE);
        tick(LEVEL - 1);
        tick(LEVEL + LEVELS);
        emitted.mayGoOn.countDown();
        await().until(() -> emitted.deleted != null);
        pipeline.close();

        assertThat(sequences[1]).isGreaterThan(sequences[0]);
        assertThat(emitted.firings).hasSize(ALERTS);
    }

    private void awaitUnlessOnlyThread(Callable<Boolean> condition) {
        if (config.threads() != PipelineConfig.Threads.ONE) {
            await().until(condition);
        }
    }

    @Test
    void shouldSayTheSameBytesWhenReplayed() {
        start();
        createAlerts(ConditionType.CROSSES_UP);
        tick(LEVEL - 1);
        tick(LEVEL + LEVELS);
        emitted.mayGoOn.countDown();
        pipeline.close();

        Emitted again = new Emitted();
        again.mayGoOn.countDown();
        try (Pipeline second = new Pipeline(config, LIMITS, journal, List.of(again), () -> {})) {
            second.recover();
        }
        assertThat(again.firings).hasSize(ALERTS).containsExactlyElementsOf(emitted.firings);
    }

    private void start() {
        pipeline.recover();
        pipeline.start();
    }

    /** Most fire once; some cross every time, in between. */
    private void createAlerts(ConditionType once) {
        for (int id = 1; id <= ALERTS; id++) {
            boolean every = id % EVERY_PERIOD == 0;
            offer(messages.create(
                    every ? ConditionType.CROSSES : once,
                    every ? TriggerMode.EVERY : TriggerMode.ONCE,
                    SYMBOL,
                    LEVEL + id % LEVELS));
        }
    }

    private static List<Emission> expected(Comparator<Emission> byLevel) {
        List<Emission> sorted = IntStream.rangeClosed(1, ALERTS)
                .mapToObj(id -> new Emission(0, id, 1, LEVEL + id % LEVELS))
                .sorted(byLevel.thenComparingLong(Emission::alertId))
                .toList();
        return IntStream.range(0, ALERTS)
                .mapToObj(i -> new Emission(i, sorted.get(i).alertId, 1, sorted.get(i).reference))
                .toList();
    }

    private void tick(long price) {
        offer(messages.tick(0, 0, price));
    }

    private void offer(int length) {
        assertThat(pipeline.commandSink().offer(messages.buffer, 0, length)).isEqualTo(CommandSink.Offer.ACCEPTED);
    }

    private record Emission(int ordinal, long alertId, int firedCount, long reference) {}

    /** Keeps the firings; holds up the first until it may go on. */
    private static final class Emitted extends EveryOutput {
        private final List<Emission> firings = new ArrayList<>();
        private final CountDownLatch mayGoOn = new CountDownLatch(1);
        private final MessageHeaderDecoder header = new MessageHeaderDecoder();
        private final AlertFiredDecoder fired = new AlertFiredDecoder();
        private final AlertChangedDecoder changed = new AlertChangedDecoder();
        private volatile AlertStatus deleted;
        private volatile Consumer<Emission> onFiring = firing -> {};

        @Override
        public void onOutput(DirectBuffer message, int offset, int length) {
            int templateId = header.wrap(message, offset).templateId();
            if (templateId == AlertFiredDecoder.TEMPLATE_ID) {
                awaitQuietly();
                fired.wrapAndApplyHeader(message, offset, header);
                Emission firing = new Emission(fired.ordinal(), fired.alertId(), fired.firedCount(), fired.reference());
                firings.add(firing);
                onFiring.accept(firing);
            } else if (templateId == AlertChangedDecoder.TEMPLATE_ID
                    && changed.wrapAndApplyHeader(message, offset, header).change() == AlertChange.DELETED) {
                deleted = changed.status();
            }
        }

        private void awaitQuietly() {
            try {
                mayGoOn.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
