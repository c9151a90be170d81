package io.tocsin.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LongOutputsTest {
    private static final int RING_SIZE = 64;
    private static final int SLOT_BYTES = 16;
    private static final int CAPACITY = 4096;
    private static final int STEPS = 50_000;

    private final RingBuffer<OutputSlot> slots = RingBuffer.createSingleProducer(
            new OutputSlot.Factory(RING_SIZE, SLOT_BYTES), RING_SIZE, new BlockingWaitStrategy());
    private final Sequence consumed = new Sequence();
    private final LongOutputs outputs = new LongOutputs(slots, CAPACITY);

    /** A slot that was filled and not consumed. */
    private record Filled(long sequence, byte content, int length) {}

    @BeforeEach
    void gate() {
        slots.addGatingSequences(consumed);
    }

    @Test
    void shouldHaveRoomForAsMuchAsItIsGiven() {
        assertThat(outputs.hasRoomFor(CAPACITY, -1)).isTrue();
        fill(-1, CAPACITY / 2);
        fill(0, CAPACITY / 4);
        assertThat(outputs.hasRoomFor(CAPACITY / 4, 1)).isTrue();
        assertThat(outputs.hasRoomFor(CAPACITY / 4 + 1, 1)).isFalse();
        fill(1, SLOT_BYTES + 1);
        assertThat(outputs.hasRoomFor(CAPACITY / 4, 2)).isFalse();
        consumed.set(0);
        assertThat(outputs.hasRoomFor(CAPACITY / 2, 2)).isTrue();
    }

    @Test
    void shouldOverwriteNothingThatIsNotConsumed() {
        long seed = Long.getLong("tocsin.seed", System.nanoTime());
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Deque<Filled> waiting = new ArrayDeque<>();
        long claimed = -1;
        long filled = 0;
        for (int step = 0; step < STEPS; step++) {
            int length = 1 + random.nextInt(random.nextBoolean() ? SLOT_BYTES : CAPACITY / 4);
            boolean isLong = length > SLOT_BYTES;
            if (waiting.size() < RING_SIZE && (!isLong || outputs.hasRoomFor(length, claimed))) {
                OutputSlot slot = fill(claimed, length);
                claimed++;
                filled += isLong ? 1 : 0;
                slot.buffer().setMemory(slot.offset(), length, (byte) step);
                slot.set(length);
                waiting.add(new Filled(claimed, (byte) step, length));
            } else {
                for (int i = random.nextInt(waiting.size()); i >= 0; i--) {
                    consume(waiting.remove(), seed);
                }
            }
        }
        assertThat(filled).isGreaterThan(STEPS / 8);
    }

    private OutputSlot fill(long claimed, int length) {
        long sequence = slots.next();
        assertThat(sequence).isEqualTo(claimed + 1);
        OutputSlot slot = slots.get(sequence);
        slot.clear(0);
        slot.longStart(outputs.end());
        if (length > SLOT_BYTES) {
            outputs.give(slot, length);
        }
        slots.publish(sequence);
        return slot;
    }

    private void consume(Filled filled, long seed) {
        OutputSlot slot = slots.get(filled.sequence());
        byte[] bytes = new byte[slot.length()];
        slot.buffer().getBytes(slot.offset(), bytes);
        assertThat(bytes).as("seed %d", seed).hasSize(filled.length()).containsOnly(filled.content());
        consumed.set(filled.sequence());
    }
}
