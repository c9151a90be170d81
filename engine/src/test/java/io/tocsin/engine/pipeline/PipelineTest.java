package io.tocsin.engine.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tocsin.engine.EveryOutput;
import io.tocsin.engine.JdkDependent;
import io.tocsin.engine.Messages;
import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.TickAcceptedDecoder;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.port.CommandSink;
import io.tocsin.engine.port.CommandSink.Offer;
import io.tocsin.engine.port.Journal;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.CapacityExceededException;
import io.tocsin.engine.wire.InputBatch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@JdkDependent
@ParameterizedClass
@EnumSource(PipelineConfig.Threads.class)
class PipelineTest {
    private static final byte[] SYMBOL = "BTCUSD".getBytes(UTF_8);
    private static final Limits LIMITS = new Limits(1_000, 16, 1_000, 64, 64, 100, 1_000);
    private final PipelineConfig.Threads threads;
    private final PipelineConfig config;

    private final Messages messages = new Messages();
    private final RecordedJournal journal = new RecordedJournal();
    private final Outputs outputs = new Outputs();
    private final AtomicInteger failures = new AtomicInteger();

    PipelineTest(PipelineConfig.Threads threads) {
        this.threads = threads;
        config = new PipelineConfig(64, 64, PipelineConfig.Waiting.BLOCKING, threads);
    }

    @Test
    void shouldTakeNothingBeforeItIsStartedOrAfterItIsClosed() {
        Pipeline pipeline = pipeline(journal, outputs);
        pipeline.recover();
        assertThat(tick(pipeline, 1, 5)).isEqualTo(Offer.CLOSED);
        pipeline.start();
        pipeline.close();
        assertThat(tick(pipeline, 1, 5)).isEqualTo(Offer.CLOSED);
    }

    @Test
    void shouldApplyAllThatWasAcceptedBeforeItCloses() {
        Pipeline pipeline = started(journal, outputs);
        assertThat(create(pipeline, 100)).isEqualTo(Offer.ACCEPTED);
        assertThat(tick(pipeline, 1, 99)).isEqualTo(Offer.ACCEPTED);
        assertThat(tick(pipeline, 2, 100)).isEqualTo(Offer.ACCEPTED);
        pipeline.close();
        assertThat(outputs.count(TickAcceptedDecoder.TEMPLATE_ID)).isEqualTo(2);
        assertThat(outputs.count(AlertFiredDecoder.TEMPLATE_ID)).isEqualTo(1);
    }

    @Test
    void shouldRederiveTheSameBytesFromTheJournal() {
        Pipeline first = started(journal, outputs);
        for (int i = 0; i < 200; i++) {
            long level = 50L + i % 100;
            long price = 50 + i * 37L % 100;
            untilAccepted(() -> create(first, level));
            untilAccepted(() -> tick(first, 1, price));
        }
        first.close();
        assertThat(outputs.count(AlertFiredDecoder.TEMPLATE_ID)).isPositive();

        Outputs again = new Outputs();
        Pipeline second = pipeline(journal, again);
        second.recover();
        assertThat(again.messages).containsExactlyElementsOf(outputs.messages);
        assertThat(second.lastSequence()).isEqualTo(first.lastSequence());
        assertThat(second.alertReader().alertCount()).isEqualTo(201);
        AlertRecord read = new AlertRecord();
        assertThat(second.alertReader().read(1, read)).isTrue();
        second.close();
    }

    @Test
    void shouldAnswerAFullRingWithoutBlocking() throws InterruptedException {
        CountDownLatch stalled = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Pipeline pipeline = started(
                journal.beforeAppend(() -> {
                    stalled.countDown();
                    awaitQuietly(release);
                }),
                outputs);
        stalled.await();
        int accepted = 0;
        while (tick(pipeline, 0, 5) == Offer.ACCEPTED) {
            accepted++;
        }
        assertThat(accepted).isBetween(1, 64);
        assertThat(tick(pipeline, 0, 5)).isEqualTo(Offer.BACK_PRESSURED);
        release.countDown();
        await().until(() -> tick(pipeline, 0, 5) == Offer.ACCEPTED);
        pipeline.close();
    }

    @Test
    void shouldTakeABatchWholeOrNotAtAll() throws InterruptedException {
        CountDownLatch stalled = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        // As many inputs may wait as both requests bring, and some more.
        PipelineConfig roomy = new PipelineConfig(1_024, 64, PipelineConfig.Waiting.BLOCKING, threads);
        Pipeline pipeline = started(
                roomy,
                journal.beforeAppend(() -> {
                    stalled.countDown();
                    awaitQuietly(release);
                }),
                outputs);
        stalled.await();
        int length = messages.tick(9, 0, 5);
        int inputs = (InputBatch.MAX_LENGTH + InputBatch.MAX_LENGTH / 2) / (Integer.BYTES + length);
        ByteBuffer frames =
                ByteBuffer.allocate(inputs * (Integer.BYTES + length)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < inputs; i++) {
            frames.putInt(length).put(messages.buffer.byteArray(), 0, length);
        }
        UnsafeBuffer buffer = new UnsafeBuffer(frames);
        CommandSink sink = pipeline.commandSink();
        assertThat(sink.offerAll(buffer, 0, inputs / 2)).isEqualTo(Offer.ACCEPTED);
        assertThat(sink.offerAll(buffer, 0, inputs)).isEqualTo(Offer.ACCEPTED);
        int taken = inputs / 2 + inputs;
        while (sink.offerAll(buffer, 0, 40) == Offer.ACCEPTED) {
            taken += 40;
        }
        release.countDown();
        pipeline.close();
        assertThat(outputs.withCorrelation(9)).isEqualTo(taken);
        // The first may share a record with the alert before it; the second fits into none.
        assertThat(journal.counts())
                .anyMatch(count -> count == inputs / 2 || count == 1 + inputs / 2)
                .doesNotContain(inputs);
    }

    @Test
    void shouldStopForGoodWhenTheJournalFails() {
        AtomicInteger appends = new AtomicInteger();
        Pipeline pipeline = started(
                journal.beforeAppend(() -> {
                    if (appends.incrementAndGet() == 2) {
                        throw new IllegalStateException("journal broken on purpose");
                    }
                }),
                outputs);
        await().until(() -> journal.records.size() == 1);
        tick(pipeline, 7, 5);
        await().until(() -> failures.get() == 1);
        assertThat(tick(pipeline, 8, 5)).isEqualTo(Offer.CLOSED);
        assertThat(outputs.withCorrelation(7)).isZero();
        assertThat(journal.records).hasSize(1);
    }

    @Test
    void shouldStopForGoodWhenAListenerFails() {
        Pipeline pipeline = started(journal, EveryOutput.to((message, offset, length) -> {
            throw new IllegalStateException("listener broken on purpose");
        }));
        tick(pipeline, 7, 5);
        await().until(() -> failures.get() == 1);
        assertThat(tick(pipeline, 8, 5)).isEqualTo(Offer.CLOSED);
    }

    @Test
    void shouldThrowWhatAListenerThrowsInRecovery() {
        Pipeline first = started(journal, outputs);
        tick(first, 7, 5);
        first.close();
        IllegalStateException broken = new IllegalStateException("listener broken on purpose");
        Pipeline second = new Pipeline(
                config,
                LIMITS,
                journal,
                List.of(EveryOutput.to((message, offset, length) -> {
                    throw broken;
                })),
                failures::incrementAndGet);
        assertThatThrownBy(second::recover).isSameAs(broken);
        second.close();
        assertThat(failures).hasValue(0);
    }

    @Test
    void shouldNameTheLimitThatIsTooLowForTheJournal() {
        Pipeline first = started(journal, outputs);
        create(first, 100);
        create(first, 101);
        first.close();
        Pipeline second = new Pipeline(
                config,
                new Limits(1, 16, 1_000, 64, 64, 100, 1_000),
                journal,
                List.of(outputs),
                failures::incrementAndGet);
        assertThatThrownBy(second::recover)
                .isInstanceOf(CapacityExceededException.class)
                .hasMessageContaining("1 alerts");
        second.close();
    }

    @Test
    void shouldLetTimePassInAQuietMarket() {
        Pipeline pipeline = started(journal, outputs);
        await().until(() -> pipeline.lastSequence() >= 3);
        pipeline.close();
        // The first command may share a record with the limits.
        assertThat(journal.records).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void shouldKeepLongCommandsWhole() {
        Pipeline pipeline = started(journal, outputs);
        UnsafeBuffer tooLong = new UnsafeBuffer(new byte[InputBatch.MAX_INPUT_LENGTH + 1]);
        assertThatThrownBy(() -> pipeline.commandSink().offer(tooLong, 0, tooLong.capacity()))
                .isInstanceOf(IllegalArgumentException.class);
        pipeline.close();
    }

    private Pipeline started(Journal to, OutputListener listener) {
        return started(config, to, listener);
    }

    private Pipeline started(PipelineConfig rings, Journal to, OutputListener listener) {
        Pipeline pipeline = pipeline(rings, to, listener);
        pipeline.recover();
        pipeline.start();
        int length = messages.create(ConditionType.ABOVE, TriggerMode.ONCE, SYMBOL, 1L << 40);
        pipeline.commandSink().offer(messages.buffer, 0, length);
        return pipeline;
    }

    private Pipeline pipeline(Journal to, OutputListener listener) {
        return pipeline(config, to, listener);
    }

    private Pipeline pipeline(PipelineConfig rings, Journal to, OutputListener listener) {
        return new Pipeline(rings, LIMITS, to, List.of(listener), failures::incrementAndGet);
    }

    private Offer tick(Pipeline pipeline, long correlationId, long price) {
        return pipeline.commandSink().offer(messages.buffer, 0, messages.tick(correlationId, 0, price));
    }

    private Offer create(Pipeline pipeline, long level) {
        int length = messages.create(ConditionType.CROSSES, TriggerMode.ONCE, SYMBOL, level);
        return pipeline.commandSink().offer(messages.buffer, 0, length);
    }

    private static void untilAccepted(Supplier<Offer> offer) {
        while (offer.get() != Offer.ACCEPTED) {
            Thread.onSpinWait();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** All outputs as hexadecimal text. */
    private static final class Outputs extends EveryOutput {
        private static final int CORRELATION_OFFSET = MessageHeaderDecoder.ENCODED_LENGTH + 16;

        private final List<String> messages = new ArrayList<>();
        private final List<Integer> templates = new ArrayList<>();
        private final List<Long> correlations = new ArrayList<>();
        private final MessageHeaderDecoder header = new MessageHeaderDecoder();

        @Override
        public synchronized void onOutput(DirectBuffer message, int offset, int length) {
            byte[] bytes = new byte[length];
            message.getBytes(offset, bytes);
            messages.add(HexFormat.of().formatHex(bytes));
            templates.add(header.wrap(message, offset).templateId());
            correlations.add(message.getLong(offset + CORRELATION_OFFSET, ByteOrder.LITTLE_ENDIAN));
        }

        synchronized long count(int templateId) {
            return templates.stream().filter(template -> template == templateId).count();
        }

        synchronized long withCorrelation(long correlationId) {
            return correlations.stream().filter(id -> id == correlationId).count();
        }
    }
}
