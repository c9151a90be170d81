package io.tocsin.engine.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
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
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One tick that fires thousands of alerts, most of which fire once and for all: they are told by the egress thread. */
class BurstTest {
    private static final byte[] SYMBOL = "BTCUSD".getBytes(UTF_8);
    private static final Limits LIMITS = new Limits(10_000, 16, 10_000, 64, 64, 100, 1_000);
    private static final PipelineConfig CONFIG = new PipelineConfig(16_384, 1_024, PipelineConfig.Waiting.BLOCKING);
    private static final int ALERTS = 5_000;
    private static final int LEVELS = 7;
    private static final int LEVEL = 1_000;
    private static final int EVERY_PERIOD = 90;

    private final Messages messages = new Messages();
    private final RecordedJournal journal = new RecordedJournal();
    private final Teller teller = new Teller();
    private final Pipeline pipeline = new Pipeline(CONFIG, LIMITS, journal, List.of(teller), () -> {});

    @AfterEach
    void release() {
        teller.mayGoOn.countDown();
    }

    @Test
    void shouldTellAllInOrderAndNoteThatTheyFired() {
        start();
        createAlerts(ConditionType.ABOVE);
        tick(LEVEL - 1);
        tick(LEVEL + LEVELS);
        teller.mayGoOn.countDown();
        pipeline.close();

        assertThat(teller.told).containsExactlyElementsOf(expected(Comparator.comparingLong(Told::reference)));
    }

    @Test
    void shouldTellFallingOnesFromTheHighestLevelDown() {
        start();
        createAlerts(ConditionType.BELOW);
        tick(LEVEL + LEVELS);
        tick(LEVEL - 1);
        teller.mayGoOn.countDown();
        pipeline.close();

        assertThat(teller.told)
                .containsExactlyElementsOf(expected(Comparator.comparingLong(told -> -told.reference())));
    }

    @Test
    void shouldGoOnWithTicksWhileARunIsToldAndWithCommandsAfterIt() {
        start();
        createAlerts(ConditionType.ABOVE);
        tick(LEVEL - 1);
        tick(LEVEL + LEVELS);
        final long before = ALERTS + 4;
        await().until(() -> pipeline.lastSequence() >= before);
        tick(LEVEL + LEVELS + 1);
        await().until(() -> pipeline.lastSequence() > before);
        assertThat(teller.told).isEmpty();
        pipeline.commandSink().offer(messages.buffer, 0, messages.delete(1));
        teller.mayGoOn.countDown();
        await().until(() -> teller.deleted != null);
        final AlertRecord read = new AlertRecord();
        assertThat(pipeline.alertReader().read(2, read)).isTrue();
        assertThat(read.status()).isEqualTo(AlertStatus.TRIGGERED);
        assertThat(read.firedCount()).isEqualTo(1);
        assertThat(pipeline.alertReader().read(1, read)).isFalse();
        pipeline.close();

        assertThat(teller.deleted).isEqualTo(AlertStatus.TRIGGERED);
        assertThat(teller.told).hasSize(ALERTS);
    }

    @Test
    void shouldTellTheSameBytesWhenReplayed() {
        start();
        createAlerts(ConditionType.CROSSES_UP);
        tick(LEVEL - 1);
        tick(LEVEL + LEVELS);
        teller.mayGoOn.countDown();
        pipeline.close();

        final Teller again = new Teller();
        again.mayGoOn.countDown();
        try (Pipeline second = new Pipeline(CONFIG, LIMITS, journal, List.of(again), () -> {})) {
            second.recover();
        }
        assertThat(again.told).hasSize(ALERTS).containsExactlyElementsOf(teller.told);
    }

    private void start() {
        pipeline.recover();
        pipeline.start();
    }

    /** Most fire once; some cross every time, in between. */
    private void createAlerts(final ConditionType once) {
        for (int id = 1; id <= ALERTS; id++) {
            final boolean every = id % EVERY_PERIOD == 0;
            offer(messages.create(
                    every ? ConditionType.CROSSES : once,
                    every ? TriggerMode.EVERY : TriggerMode.ONCE,
                    SYMBOL,
                    LEVEL + id % LEVELS));
        }
    }

    private static List<Told> expected(final Comparator<Told> byLevel) {
        final List<Told> sorted = IntStream.rangeClosed(1, ALERTS)
                .mapToObj(id -> new Told(0, id, 1, LEVEL + id % LEVELS))
                .sorted(byLevel.thenComparingLong(Told::alertId))
                .toList();
        return IntStream.range(0, ALERTS)
                .mapToObj(i -> new Told(i, sorted.get(i).alertId, 1, sorted.get(i).reference))
                .toList();
    }

    private void tick(final long price) {
        offer(messages.tick(0, 0, price));
    }

    private void offer(final int length) {
        assertThat(pipeline.commandSink().offer(messages.buffer, 0, length)).isEqualTo(CommandSink.Offer.ACCEPTED);
    }

    private record Told(int ordinal, long alertId, int firedCount, long reference) {}

    /** Keeps the firings; holds up the first until it may go on. */
    private static final class Teller extends EveryOutput {
        private final List<Told> told = new ArrayList<>();
        private final CountDownLatch mayGoOn = new CountDownLatch(1);
        private final MessageHeaderDecoder header = new MessageHeaderDecoder();
        private final AlertFiredDecoder fired = new AlertFiredDecoder();
        private final AlertChangedDecoder changed = new AlertChangedDecoder();
        private volatile AlertStatus deleted;

        @Override
        public void onOutput(final DirectBuffer message, final int offset, final int length) {
            final int templateId = header.wrap(message, offset).templateId();
            if (templateId == AlertFiredDecoder.TEMPLATE_ID) {
                awaitQuietly();
                fired.wrapAndApplyHeader(message, offset, header);
                told.add(new Told(fired.ordinal(), fired.alertId(), fired.firedCount(), fired.reference()));
            } else if (templateId == AlertChangedDecoder.TEMPLATE_ID
                    && changed.wrapAndApplyHeader(message, offset, header).change() == AlertChange.DELETED) {
                deleted = changed.status();
            }
        }

        private void awaitQuietly() {
            try {
                mayGoOn.await();
            } catch (final InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
