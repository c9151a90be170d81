package io.tocsin.engine.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.engine.JdkDependent;
import java.util.Set;
import java.util.TreeSet;
import org.agrona.UnsafeApi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@JdkDependent
class BlockPoolTest {
    private static final int MIB = 1 << 20;

    @ParameterizedTest
    @ValueSource(ints = {16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192})
    void shouldHandOutDisjointAlignedBlocksUpToTheBudget(int blockBytes) {
        try (BlockPool pool = new BlockPool(blockBytes, 3 * MIB + 1)) {
            Set<Long> addresses = new TreeSet<>();
            int capacity = 3 * MIB / blockBytes - 1;
            assertThat(pool.hasRoomFor(capacity)).isTrue();
            assertThat(pool.hasRoomFor(capacity + 1)).isFalse();
            for (int i = 0; i < capacity; i++) {
                assertThat(pool.hasRoomFor(1)).isTrue();
                long address = pool.address(pool.allocate());
                UnsafeApi.setMemory(address, blockBytes, (byte) i);
                addresses.add(address);
            }

            assertThat(addresses).hasSize(capacity).allMatch(address -> address % blockBytes == 0);
            assertThat(pool.blocksInUse()).isEqualTo(capacity);
            assertThat(pool.reservedBytes()).isEqualTo(3L * MIB);
            assertThat(pool.hasRoomFor(0)).isTrue();
            assertThat(pool.hasRoomFor(1)).isFalse();
            assertThatThrownBy(pool::allocate)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("pool is full: " + capacity + " blocks of " + blockBytes + " bytes, 3145728 bytes");
            assertThat(pool.blocksInUse()).isEqualTo(capacity);
        }
    }

    @Test
    void shouldReuseFreedBlocksBeforeGrowing() {
        try (BlockPool pool = new BlockPool(64, MIB)) {
            int first = pool.allocate();
            int second = pool.allocate();
            pool.free(first);
            pool.free(second);
            assertThat(pool.blocksInUse()).isZero();

            assertThat(pool.allocate()).isEqualTo(second);
            assertThat(pool.allocate()).isEqualTo(first);
            assertThat(pool.allocate()).isNotIn(first, second);
            assertThat(pool.reservedBytes()).isEqualTo(MIB);
        }
    }

    @Test
    void shouldBeClosableTwiceAndUnusableThen() {
        BlockPool pool = new BlockPool(64, MIB);
        int handle = pool.allocate();
        pool.close();

        assertThatCode(pool::close).doesNotThrowAnyException();
        assertThat(pool.reservedBytes()).isZero();
        assertThatThrownBy(() -> pool.address(handle)).isInstanceOf(ArrayIndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, 0, 8, 24, 513, 16384})
    void shouldRejectBlockSizeThatIsNoPowerOfTwoInRange(int blockBytes) {
        assertThatThrownBy(() -> new BlockPool(blockBytes, MIB)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRejectBudgetOutOfRange() {
        assertThatThrownBy(() -> new BlockPool(512, MIB - 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BlockPool(512, (1L << 40) + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BlockPool(16, (1L << 35) + 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
