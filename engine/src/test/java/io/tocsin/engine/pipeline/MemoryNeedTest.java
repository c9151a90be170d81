package io.tocsin.engine.pipeline;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import com.sun.management.ThreadMXBean;
import io.tocsin.engine.Messages;
import io.tocsin.engine.SymbolTable;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.conditions.ConditionMemory;
import io.tocsin.engine.host.SilentOutputs;
import io.tocsin.engine.host.StateMachine;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.series.SeriesTable;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** The estimate of what a pipeline takes, held against what is really taken. */
class MemoryNeedTest {
    private static final Percentage MARGIN = Percentage.withPercentage(25);
    private static final int RING_SIZE = 1 << 14;
    private static final int ALERTS = 200_000;
    private static final int SYMBOLS = 1_024;
    private static final int MANY_SYMBOLS = 200_000;
    private static final Limits LIMITS = new Limits(ALERTS, SYMBOLS, ALERTS, 2_048, 2_048, ALERTS, ALERTS);

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final MemoryNeed need = MemoryNeed.of(
            new PipelineConfig(RING_SIZE, RING_SIZE, PipelineConfig.Waiting.BLOCKING, PipelineConfig.Threads.TWO),
            LIMITS);

    @Test
    void shouldSayWhatTheRingsTake() {
        requireTaken(
                need.ingressRing(),
                () -> RingBuffer.createMultiProducer(
                        new InputSlot.Factory(RING_SIZE, Pipeline.INGRESS_SLOT_BYTES),
                        RING_SIZE,
                        new BusySpinWaitStrategy()));
        requireTaken(
                need.egressRing(),
                () -> RingBuffer.createSingleProducer(
                        new OutputSlot.Factory(RING_SIZE, Pipeline.EGRESS_SLOT_BYTES),
                        RING_SIZE,
                        new BusySpinWaitStrategy()));
    }

    private void requireTaken(MemoryNeed.Bytes estimate, Supplier<RingBuffer<?>> makeRing) {
        assertThat(makeRing.get().getBufferSize()).isEqualTo(RING_SIZE);
        long heapBefore = threads.getCurrentThreadAllocatedBytes();
        long directBefore = directBytes();
        RingBuffer<?> ring = makeRing.get();
        long heap = threads.getCurrentThreadAllocatedBytes() - heapBefore;
        long direct = directBytes() - directBefore;

        assertThat(ring.getBufferSize()).isEqualTo(RING_SIZE);
        assertThat(estimate.heap()).isCloseTo(heap, MARGIN).isGreaterThanOrEqualTo(heap);
        assertThat(estimate.direct()).isCloseTo(direct, MARGIN);
    }

    @Test
    void shouldSayWhatSymbolsTake() {
        try (SeriesTable series = new SeriesTable(1, 1)) {
            long heapBefore = threads.getCurrentThreadAllocatedBytes();
            long directBefore = directBytes();
            SymbolTable symbols = new SymbolTable(MANY_SYMBOLS, series);
            long heap = threads.getCurrentThreadAllocatedBytes() - heapBefore;
            long direct = directBytes() - directBefore;

            assertThat(symbols.capacity()).isEqualTo(MANY_SYMBOLS);
            assertThat(SymbolTable.heapBytesFor(MANY_SYMBOLS)).isCloseTo(heap, MARGIN);
            assertThat(SymbolTable.nameBytesFor(MANY_SYMBOLS)).isCloseTo(direct, MARGIN);
        }
    }

    @Test
    void shouldSayWhatAlertsTakeInTheIndex() {
        Messages messages = new Messages();
        try (StateMachine machine = StateMachine.create(LIMITS, symbols -> new SilentOutputs())) {
            long before = machine.memory().reservedBytes();
            byte[][] names = new byte[SYMBOLS][];
            for (int i = 0; i < SYMBOLS; i++) {
                names[i] = ("S" + i).getBytes(UTF_8);
            }
            for (int i = 0; i < ALERTS; i++) {
                byte[] name = names[i % SYMBOLS];
                long distance = 1_000 + i * 7919L % 100_003;
                int length = i % 2 == 0
                        ? messages.create(ConditionType.CROSSES_UP, TriggerMode.EVERY, name, distance)
                        : messages.createDistance(
                                ConditionType.TRAILS,
                                Direction.DOWN,
                                ReferenceType.NULL_VAL,
                                name,
                                distance,
                                NULL_VALUE);
                machine.engine().onInput(2 * i + 1, 2 * i + 1, messages.buffer, 0, length);
                if (i < SYMBOLS) {
                    machine.engine().onInput(2 * i + 2, 2 * i + 2, messages.buffer, 0, messages.tick(0, i, 500));
                }
            }
            assertThat(machine.alertReader().alertCount()).isEqualTo(ALERTS);
            long taken = machine.memory().reservedBytes() - before;
            long estimated = ConditionMemory.bytesForAlerts(ALERTS)
                    + ConditionMemory.bytesForSymbols(SYMBOLS)
                    - SeriesTable.bytesFor(SYMBOLS);
            assertThat(taken).isBetween(estimated / 2, estimated);
        }
    }

    @Test
    void shouldSumUp() {
        MemoryNeed.Bytes total = need.total();
        assertThat(total.offHeap())
                .isGreaterThan(need.alerts().other() + need.series().other());
        assertThat(total.heap())
                .isEqualTo(need.symbols().heap()
                        + need.ingressRing().heap()
                        + need.egressRing().heap()
                        + need.fixed().heap());
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
