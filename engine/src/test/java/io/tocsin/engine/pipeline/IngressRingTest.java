package io.tocsin.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.tocsin.engine.port.CommandSink.Offer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IngressRingTest {
    private static final int RING_SIZE = 16;
    private static final int SLOT_BYTES = 128;
    private static final int LONG_BYTES = 1000;

    private final LongInputs longInputs = new LongInputs(3 * LONG_BYTES);
    private final RingBuffer<Slot> slots = RingBuffer.createMultiProducer(
            new Slot.Factory(RING_SIZE, SLOT_BYTES), RING_SIZE, new BlockingWaitStrategy());
    private final IngressRing ring = new IngressRing(slots, longInputs);
    private final Sequence consumed = new Sequence();

    @BeforeEach
    void open() {
        slots.addGatingSequences(consumed);
        ring.open(true);
    }

    @Test
    void shouldKeepShortAndLongInputsWhole() {
        assertThat(ring.offer(message(SLOT_BYTES, 'a'), 0, SLOT_BYTES)).isEqualTo(Offer.ACCEPTED);
        assertThat(longInputs.usedBytes()).isZero();
        assertThat(ring.offer(message(LONG_BYTES, 'b'), 0, LONG_BYTES)).isEqualTo(Offer.ACCEPTED);
        assertThat(offerAll(LONG_BYTES, 5, LONG_BYTES)).isEqualTo(Offer.ACCEPTED);
        assertThat(longInputs.usedBytes()).isEqualTo(3 * LONG_BYTES);
        holds(0, SLOT_BYTES, 'a');
        holds(1, LONG_BYTES, 'b');
        holds(2, LONG_BYTES, 'A');
        holds(3, 5, 'B');
        holds(4, LONG_BYTES, 'C');
    }

    @Test
    void shouldBeBusyWhenItHasNoMemoryForMoreLongInputs() {
        assertThat(offerAll(LONG_BYTES, LONG_BYTES)).isEqualTo(Offer.ACCEPTED);
        assertThat(offerAll(LONG_BYTES, LONG_BYTES)).isEqualTo(Offer.BACK_PRESSURED);
        assertThat(offerAll(1, LONG_BYTES)).isEqualTo(Offer.ACCEPTED);
        assertThat(ring.offer(message(LONG_BYTES, 'a'), 0, LONG_BYTES)).isEqualTo(Offer.BACK_PRESSURED);
        assertThat(ring.offer(message(5, 'a'), 0, 5)).isEqualTo(Offer.ACCEPTED);
        assertThat(slots.getCursor()).isEqualTo(4);

        longInputs.giveBack(LONG_BYTES);
        assertThat(ring.offer(message(LONG_BYTES, 'a'), 0, LONG_BYTES)).isEqualTo(Offer.ACCEPTED);
    }

    @Test
    void shouldGiveMemoryBackWhenTheRingIsFull() {
        for (int i = 0; i < RING_SIZE - 1; i++) {
            assertThat(ring.offer(message(5, 'a'), 0, 5)).isEqualTo(Offer.ACCEPTED);
        }
        assertThat(offerAll(LONG_BYTES, LONG_BYTES)).isEqualTo(Offer.BACK_PRESSURED);
        assertThat(ring.offer(message(5, 'a'), 0, 5)).isEqualTo(Offer.ACCEPTED);
        assertThat(ring.offer(message(LONG_BYTES, 'a'), 0, LONG_BYTES)).isEqualTo(Offer.BACK_PRESSURED);
        assertThat(longInputs.usedBytes()).isZero();
    }

    @Test
    void shouldPublishWhatItCouldNotFillAsVoid() {
        assertThatThrownBy(() -> ring.offer(message(5, 'a'), 0, 6)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> ring.offer(message(5, 'a'), 0, LONG_BYTES))
                .isInstanceOf(IndexOutOfBoundsException.class);
        UnsafeBuffer frames = frames(LONG_BYTES, 5, LONG_BYTES);
        UnsafeBuffer cutOff = new UnsafeBuffer(frames, 0, frames.capacity() - 1);
        assertThatThrownBy(() -> ring.offerAll(cutOff, 0, 3)).isInstanceOf(IndexOutOfBoundsException.class);

        assertThat(slots.getCursor()).isEqualTo(4);
        for (long sequence = 0; sequence <= 4; sequence++) {
            assertThat(slots.isAvailable(sequence)).isTrue();
            assertThat(slots.get(sequence).isVoid()).isTrue();
            assertThat(slots.get(sequence).isExtended()).isFalse();
        }
        assertThat(longInputs.usedBytes()).isZero();
    }

    @Test
    void shouldRefuseARequestThatCouldNeverBeTaken() {
        assertThatThrownBy(() -> offerAll(LONG_BYTES, LONG_BYTES, LONG_BYTES, LONG_BYTES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4000 bytes");
        assertThat(slots.getCursor()).isEqualTo(-1);
    }

    private Offer offerAll(int... lengths) {
        return ring.offerAll(frames(lengths), 0, lengths.length);
    }

    private void holds(long sequence, int length, char content) {
        Slot slot = slots.get(sequence);
        byte[] bytes = new byte[slot.length()];
        slot.buffer().getBytes(0, bytes);
        assertThat(bytes).hasSize(length).containsOnly(content);
    }

    private static UnsafeBuffer message(int length, char content) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) content);
        return new UnsafeBuffer(bytes);
    }

    /** The first is all A, the second all B. */
    private static UnsafeBuffer frames(int... lengths) {
        ByteBuffer frames = ByteBuffer.allocate(1 << 13).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < lengths.length; i++) {
            frames.putInt(lengths[i]).put(message(lengths[i], (char) ('A' + i)).byteArray());
        }
        return new UnsafeBuffer(frames.array(), 0, frames.position());
    }
}
