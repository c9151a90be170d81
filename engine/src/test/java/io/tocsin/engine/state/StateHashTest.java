package io.tocsin.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class StateHashTest {
    private static final int BYTES = 100;

    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[BYTES]);

    @Test
    void shouldDependOnBytesAlone() {
        for (long seed = 1; seed <= 1_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            random.nextBytes(bytes.byteArray());
            assertThat(hashOfParts(random)).as("seed %d", seed).isEqualTo(hash(BYTES));
        }
    }

    @Test
    void shouldDifferWithEachByte() {
        new SplittableRandom(1).nextBytes(bytes.byteArray());
        long hash = hash(BYTES);
        for (int i = 0; i < BYTES; i++) {
            byte before = bytes.getByte(i);
            bytes.putByte(i, (byte) (before ^ 1));
            assertThat(hash(BYTES)).as("byte %d", i).isNotEqualTo(hash);
            bytes.putByte(i, before);
        }
        assertThat(hash(BYTES)).isEqualTo(hash);
    }

    @Test
    void shouldSayZerosByTheirNumber() {
        for (int length = 0; length < BYTES; length++) {
            assertThat(hash(length)).as("%d bytes", length).isNotEqualTo(hash(length + 1));
        }
    }

    @Test
    void shouldBeginAnewWhenReset() {
        StateHash hash = new StateHash();
        hash.putBytes(bytes, 0, 13);
        hash.reset();
        assertThat(hash.value()).isEqualTo(new StateHash().value());
    }

    private long hash(int length) {
        StateHash hash = new StateHash();
        hash.putBytes(bytes, 0, length);
        return hash.value();
    }

    private long hashOfParts(SplittableRandom random) {
        StateHash hash = new StateHash();
        int at = 0;
        while (at < BYTES) {
            int choice = random.nextInt(3);
            if (choice == 0 && at + Long.BYTES <= BYTES) {
                hash.putLong(bytes.getLong(at, ByteOrder.LITTLE_ENDIAN));
                at += Long.BYTES;
            } else if (choice == 1 && at + Integer.BYTES <= BYTES) {
                hash.putInt(bytes.getInt(at, ByteOrder.LITTLE_ENDIAN));
                at += Integer.BYTES;
            } else {
                int length = random.nextInt(Math.min(20, BYTES - at) + 1);
                hash.putBytes(bytes, at, length);
                at += length;
            }
        }
        return hash.value();
    }
}
