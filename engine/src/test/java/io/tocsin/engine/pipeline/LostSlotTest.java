package io.tocsin.engine.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tocsin.engine.EveryOutput;
import io.tocsin.engine.Messages;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.port.CommandSink.Offer;
import io.tocsin.engine.port.Limits;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever has claimed a slot and cannot fill it holds up nobody. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ParameterizedClass
@EnumSource(PipelineConfig.Threads.class)
class LostSlotTest {
    private static final byte[] SYMBOL = "BTCUSD".getBytes(UTF_8);
    private static final Limits LIMITS = new Limits(10_000, 16, 10_000, 64, 64, 100, 1_000);
    /** What else in the JVM may come and go. */
    private static final long JVM_BYTES = 64 << 10;

    private static final int RING_SIZE = 1 << 10;
    private final PipelineConfig config;

    private final Messages messages = new Messages();
    private final Correlations outputs = new Correlations();
    private final AtomicInteger failures = new AtomicInteger();

    LostSlotTest(PipelineConfig.Threads threads) {
        config = new PipelineConfig(RING_SIZE, RING_SIZE, PipelineConfig.Waiting.BLOCKING, threads);
    }

    @Test
    void shouldGoOnAfterAnInputThatCouldNotBeCopied() {
        try (Pipeline pipeline = started()) {
            int length = messages.tick(7, 0, 100);
            UnsafeBuffer cutOff = new UnsafeBuffer(messages.buffer, 0, length - 1);
            assertThatThrownBy(() -> pipeline.commandSink().offer(cutOff, 0, length))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> pipeline.commandSink().offer(cutOff, 0, 8192))
                    .isInstanceOf(IndexOutOfBoundsException.class);

            assertThat(tick(pipeline, 2)).isEqualTo(Offer.ACCEPTED);
            await().until(() -> outputs.of(2) == 1);
            assertThat(outputs.of(7)).isZero();
        }
        assertThat(failures).hasValue(0);
    }

    @Test
    void shouldTakeNothingOfARequestThatCouldNotBeCopied() {
        try (Pipeline pipeline = started()) {
            int tick = messages.tick(7, 0, 100);
            ByteBuffer frames = ByteBuffer.allocate(1 << 14).order(ByteOrder.LITTLE_ENDIAN);
            frames.putInt(tick).put(messages.buffer.byteArray(), 0, tick);
            int alert = messages.create(ConditionType.CROSSES, TriggerMode.ONCE, SYMBOL, 100);
            frames.putInt(alert).put(messages.buffer.byteArray(), 0, alert);
            frames.putInt(tick);
            UnsafeBuffer cutOff = new UnsafeBuffer(frames.array(), 0, frames.position() + 1);
            assertThatThrownBy(() -> pipeline.commandSink().offerAll(cutOff, 0, 3))
                    .isInstanceOf(IndexOutOfBoundsException.class);

            assertThat(tick(pipeline, 2)).isEqualTo(Offer.ACCEPTED);
            await().until(() -> outputs.of(2) == 1);
            assertThat(outputs.of(7)).isZero();
        }
        assertThat(failures).hasValue(0);
    }

    @Test
    void shouldTakeNoMoreDirectMemoryForLongMessages() {
        try (Pipeline pipeline = started()) {
            long before = directBytes();
            for (int i = 0; i < 2 * RING_SIZE; i++) {
                int length = messages.create(ConditionType.CROSSES, TriggerMode.ONCE, SYMBOL, 100);
                assertThat(length).isGreaterThan(128);
                while (pipeline.commandSink().offer(messages.buffer, 0, length) != Offer.ACCEPTED) {
                    Thread.onSpinWait();
                }
            }
            await().until(() -> tick(pipeline, 2) == Offer.ACCEPTED);
            await().until(() -> outputs.of(2) == 1);
            assertThat(directBytes() - before).isLessThan(JVM_BYTES);
        }
    }

    private Pipeline started() {
        Pipeline pipeline =
                new Pipeline(config, LIMITS, new RecordedJournal(), List.of(outputs), failures::incrementAndGet);
        pipeline.recover();
        pipeline.start();
        int length = messages.create(ConditionType.ABOVE, TriggerMode.ONCE, SYMBOL, 1L << 40);
        pipeline.commandSink().offer(messages.buffer, 0, length);
        return pipeline;
    }

    private Offer tick(Pipeline pipeline, long correlationId) {
        return pipeline.commandSink().offer(messages.buffer, 0, messages.tick(correlationId, 0, 100));
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    /** Of all outputs so far. */
    private static final class Correlations extends EveryOutput {
        private static final int OFFSET = MessageHeaderDecoder.ENCODED_LENGTH + 16;

        private final List<Long> ids = new ArrayList<>();

        @Override
        public synchronized void onOutput(DirectBuffer message, int offset, int length) {
            ids.add(message.getLong(offset + OFFSET, ByteOrder.LITTLE_ENDIAN));
        }

        synchronized long of(long correlationId) {
            return ids.stream().filter(id -> id == correlationId).count();
        }
    }
}
