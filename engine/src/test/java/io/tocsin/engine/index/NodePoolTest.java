package io.tocsin.engine.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.TreeSet;
import org.agrona.UnsafeApi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodePoolTest {
    private static final int MIB = 1 << 20;
    private static final int NODES_PER_MIB = MIB / NodePool.NODE_BYTES;

    private final NodePool pool = new NodePool(3 * MIB + 1);

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Test
    void shouldHandOutDisjointAlignedNodesUpToTheBudget() {
        final Set<Long> addresses = new TreeSet<>();
        final int capacity = 3 * NODES_PER_MIB - 1;
        for (int i = 0; i < capacity; i++) {
            final long address = pool.address(pool.allocate());
            UnsafeApi.setMemory(address, NodePool.NODE_BYTES, (byte) i);
            addresses.add(address);
        }

        assertThat(addresses).hasSize(capacity).allMatch(address -> address % NodePool.NODE_BYTES == 0);
        assertThat(pool.nodesInUse()).isEqualTo(capacity);
        assertThat(pool.reservedBytes()).isEqualTo(3L * MIB);
        assertThatThrownBy(pool::allocate)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("index is full: 6143 nodes, 3145728 bytes");
        assertThat(pool.nodesInUse()).isEqualTo(capacity);
    }

    @Test
    void shouldReuseFreedNodesBeforeGrowing() {
        final int first = pool.allocate();
        final int second = pool.allocate();
        pool.free(first);
        pool.free(second);
        assertThat(pool.nodesInUse()).isZero();

        assertThat(pool.allocate()).isEqualTo(second);
        assertThat(pool.allocate()).isEqualTo(first);
        assertThat(pool.allocate()).isNotIn(first, second);
        assertThat(pool.reservedBytes()).isEqualTo(MIB);
    }

    @Test
    void shouldBeClosableTwiceAndUnusableThen() {
        final int handle = pool.allocate();
        pool.close();

        assertThatCode(pool::close).doesNotThrowAnyException();
        assertThat(pool.reservedBytes()).isZero();
        assertThatThrownBy(() -> pool.address(handle)).isInstanceOf(ArrayIndexOutOfBoundsException.class);
    }

    @Test
    void shouldRejectBudgetOutOfRange() {
        assertThatThrownBy(() -> new NodePool(MIB - 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new NodePool((1L << 40) + 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
