package io.tocsin.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.tocsin.engine.port.CommandSink;
import io.tocsin.engine.port.CommandSink.Offer;
import io.tocsin.engine.wire.InputBatch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IngressRingTest {
    private static final int RING_SIZE = 16;
    private static final int SLOT_BYTES = 128;
    private static final int SHORT_BYTES = SLOT_BYTES - 12;
    private static final int LONG_BYTES = 1000;
    private static final int MAX_INPUTS = 20;
    private static final int FRAME_BYTES = Integer.BYTES + LONG_BYTES;

    private final LongInputs longInputs = new LongInputs(3 * FRAME_BYTES, MAX_INPUTS);
    private final RingBuffer<InputSlot> slots = RingBuffer.createMultiProducer(
            new InputSlot.Factory(RING_SIZE, SLOT_BYTES), RING_SIZE, new BusySpinWaitStrategy());
    private final AtomicInteger wakes = new AtomicInteger();
    private final IngressRing ring = new IngressRing(slots, longInputs, wakes::incrementAndGet);
    private final Sequence consumed = new Sequence();

    @BeforeEach
    void open() {
        slots.addGatingSequences(consumed);
        ring.open(true);
    }

    @Test
    void shouldKeepShortAndLongInputsWhole() {
        assertThat(ring.offer(message(SHORT_BYTES, 'a'), 0, SHORT_BYTES)).isEqualTo(Offer.ACCEPTED);
        assertThat(longInputs.usedBytes()).isZero();
        assertThat(ring.offer(message(LONG_BYTES, 'A'), 0, LONG_BYTES)).isEqualTo(Offer.ACCEPTED);
        assertThat(longInputs.usedBytes()).isEqualTo(FRAME_BYTES);
        assertThat(wakes).hasValue(2);

        InputSlot first = slots.get(0);
        byte[] bytes = new byte[first.length()];
        first.slab().getBytes(first.start(), bytes);
        assertThat(first.isInMemory()).isFalse();
        assertThat(bytes).hasSize(SHORT_BYTES).containsOnly('a');
        holds(1, LONG_BYTES);
    }

    @Test
    void shouldTakeOneEntryForAllThatARequestBrings() {
        assertThat(offerAll(LONG_BYTES, 5, LONG_BYTES)).isEqualTo(Offer.ACCEPTED);
        assertThat(slots.getCursor()).isZero();
        assertThat(longInputs.usedBytes()).isEqualTo(2 * FRAME_BYTES + Integer.BYTES + 5);
        holds(0, LONG_BYTES, 5, LONG_BYTES);
    }

    @Test
    void shouldBeBusyWhenItHasNoMemoryForMoreLongInputs() {
        assertThat(offerAll(LONG_BYTES, LONG_BYTES)).isEqualTo(Offer.ACCEPTED);
        assertThat(offerAll(LONG_BYTES, LONG_BYTES)).isEqualTo(Offer.BACK_PRESSURED);
        assertThat(offerAll(1, LONG_BYTES - 5)).isEqualTo(Offer.ACCEPTED);
        assertThat(ring.offer(message(LONG_BYTES, 'a'), 0, LONG_BYTES)).isEqualTo(Offer.BACK_PRESSURED);
        assertThat(ring.offer(message(5, 'a'), 0, 5)).isEqualTo(Offer.ACCEPTED);
        assertThat(slots.getCursor()).isEqualTo(2);

        longInputs.giveBack(FRAME_BYTES, 1);
        assertThat(ring.offer(message(LONG_BYTES, 'a'), 0, LONG_BYTES)).isEqualTo(Offer.ACCEPTED);
    }

    @Test
    void shouldLetNoMoreInputsOfRequestsWaitUnlessOneRequestBringsThem() {
        int[] some = new int[MAX_INPUTS / 2 + 1];
        Arrays.fill(some, 5);
        assertThat(offerAll(some)).isEqualTo(Offer.ACCEPTED);
        assertThat(offerAll(some)).isEqualTo(Offer.BACK_PRESSURED);
        assertThat(ring.offer(message(5, 'a'), 0, 5)).isEqualTo(Offer.ACCEPTED);
        longInputs.giveBack(some.length * (Integer.BYTES + 5), some.length);

        int[] many = new int[2 * MAX_INPUTS];
        Arrays.fill(many, 5);
        assertThat(offerAll(many)).isEqualTo(Offer.ACCEPTED);
        assertThat(offerAll(5)).isEqualTo(Offer.BACK_PRESSURED);
    }

    @Test
    void shouldGiveMemoryBackWhenTheRingIsFull() {
        for (int i = 0; i < RING_SIZE; i++) {
            assertThat(ring.offer(message(5, 'a'), 0, 5)).isEqualTo(Offer.ACCEPTED);
        }
        assertThat(offerAll(LONG_BYTES, LONG_BYTES)).isEqualTo(Offer.BACK_PRESSURED);
        assertThat(ring.offer(message(5, 'a'), 0, 5)).isEqualTo(Offer.BACK_PRESSURED);
        assertThat(ring.offer(message(LONG_BYTES, 'a'), 0, LONG_BYTES)).isEqualTo(Offer.BACK_PRESSURED);
        assertThat(longInputs.usedBytes()).isZero();
    }

    @Test
    void shouldHoldUpNobodyForWhatCouldNotBeCopied() {
        assertThatThrownBy(() -> ring.offer(message(5, 'a'), 0, 6)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(slots.getCursor()).isZero();
        assertThat(slots.isAvailable(0)).isTrue();
        assertThat(slots.get(0).length()).isZero();
        assertThat(wakes).hasValue(1);

        assertThatThrownBy(() -> ring.offer(message(5, 'a'), 0, LONG_BYTES))
                .isInstanceOf(IndexOutOfBoundsException.class);
        UnsafeBuffer frames = frames(LONG_BYTES, 5, LONG_BYTES);
        UnsafeBuffer cutOff = new UnsafeBuffer(frames, 0, frames.capacity() - 1);
        assertThatThrownBy(() -> ring.offerAll(cutOff, 0, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(slots.getCursor()).isZero();
        assertThat(longInputs.usedBytes()).isZero();
    }

    @Test
    void shouldRefuseARequestThatCouldNeverBeTaken() {
        int[] lengths = new int[CommandSink.MAX_REQUEST_BYTES / InputBatch.MAX_INPUT_LENGTH];
        Arrays.fill(lengths, InputBatch.MAX_INPUT_LENGTH);
        assertThatThrownBy(() -> offerAll(lengths))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(CommandSink.MAX_REQUEST_BYTES + " bytes");
        assertThatThrownBy(() -> ring.offerAll(frames(5), 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(slots.getCursor()).isEqualTo(-1);
    }

    private Offer offerAll(int... lengths) {
        return ring.offerAll(frames(lengths), 0, lengths.length);
    }

    /** The first is all A, the second all B. */
    private void holds(long sequence, int... lengths) {
        InputSlot slot = slots.get(sequence);
        assertThat(slot.count()).isEqualTo(lengths.length);
        UnsafeBuffer expected = frames(lengths);
        byte[] bytes = new byte[expected.capacity()];
        expected.getBytes(0, bytes);
        assertThat(slot.takeFrames()).isEqualTo(bytes);
    }

    private static UnsafeBuffer message(int length, char content) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) content);
        return new UnsafeBuffer(bytes);
    }

    /** The first is all A, the second all B. */
    private static UnsafeBuffer frames(int... lengths) {
        ByteBuffer frames = ByteBuffer.allocate(Arrays.stream(lengths).sum() + lengths.length * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < lengths.length; i++) {
            frames.putInt(lengths[i]).put(message(lengths[i], (char) ('A' + i)).byteArray());
        }
        return new UnsafeBuffer(frames.array(), 0, frames.position());
    }
}
