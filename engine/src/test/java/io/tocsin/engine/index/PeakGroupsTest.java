package io.tocsin.engine.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.tocsin.engine.index.PeakGroups.Direction;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeakGroupsTest {
    private static final boolean PERCENT = true;
    private static final boolean BY = false;
    private static final int LARGE = 50_000;

    private final BlockPool entryPool = new BlockPool(PeakGroups.ENTRY_BYTES, 64 << 20);
    private final BlockPool groupPool = new BlockPool(PeakGroups.GROUP_BYTES, 64 << 20);
    private final BlockPool nodePool = new BlockPool(LevelTree.NODE_BYTES, 64 << 20);
    private final LevelTree sets = new LevelTree(nodePool);
    private final PeakGroups stops = new PeakGroups(Direction.DOWN, entryPool, groupPool, sets);
    private final PeakGroups rises = new PeakGroups(Direction.UP, entryPool, groupPool, sets);
    private final int[] nodes = new int[LARGE];

    @AfterEach
    void closePools() {
        entryPool.close();
        groupPool.close();
        nodePool.close();
    }

    @Test
    void shouldKeepEachPeakUntilAPriceIsHigher() {
        int book = stops.insert(PeakGroups.NULL_BOOK, 120, BY, 50, 1);
        int first = stops.lastNode();
        book = stops.insert(book, 110, PERCENT, 100_000, 2);
        int second = stops.lastNode();
        book = stops.insert(book, 101, PERCENT, 500_000, 3);
        int third = stops.lastNode();
        assertThat(stops.extreme(book)).isEqualTo(101);
        assertThat(stops.trigger(book)).isEqualTo(99);

        stops.onExtreme(book, 115);

        assertThat(stops.peakOf(first)).isEqualTo(120);
        assertThat(stops.peakOf(second)).isEqualTo(115);
        assertThat(stops.peakOf(third)).isEqualTo(115);
        assertThat(stops.extreme(book)).isEqualTo(115);
        assertThat(stops.trigger(book)).isEqualTo(103); // 103.5 is not an integer, and 104 is not 10 percent below
        assertThat(drained(stops, book, 70)).containsExactly("115 ppm 100000 id 2", "120 by 50 id 1");
    }

    @Test
    void shouldMirrorForTroughs() {
        int book = rises.insert(PeakGroups.NULL_BOOK, 100, BY, 30, 1);
        book = rises.insert(book, 110, PERCENT, 100_000, 2);
        book = rises.insert(book, 110, BY, 11, 3);
        assertThat(rises.extreme(book)).isEqualTo(110);
        assertThat(rises.trigger(book)).isEqualTo(121);

        rises.onExtreme(book, 105);

        assertThat(rises.extreme(book)).isEqualTo(105);
        assertThat(rises.trigger(book)).isEqualTo(116); // 115.5 is not an integer
        assertThat(drained(rises, book, 130))
                .containsExactly("105 ppm 100000 id 2", "105 by 11 id 3", "100 by 30 id 1");
    }

    @Test
    void shouldBeOutOfReachWhenEmpty() {
        assertThat(stops.trigger(PeakGroups.NULL_BOOK)).isEqualTo(-Long.MAX_VALUE);
        assertThat(rises.trigger(PeakGroups.NULL_BOOK)).isEqualTo(Long.MAX_VALUE);
        assertThat(stops.extreme(PeakGroups.NULL_BOOK)).isEqualTo(Long.MAX_VALUE);
        assertThat(rises.extreme(PeakGroups.NULL_BOOK)).isEqualTo(-Long.MAX_VALUE);
        assertThat(stops.detachReached(PeakGroups.NULL_BOOK, 1)).isZero();
        stops.drain(0, (peak, percent, distance, id) -> {});
        stops.forEach(PeakGroups.NULL_BOOK, (peak, percent, distance, id) -> {});
    }

    @Test
    void shouldNotRecurHoweverManyHighs() {
        int book = PeakGroups.NULL_BOOK;
        for (int i = 0; i < LARGE; i++) {
            book = stops.insert(book, LARGE - i, PERCENT, LARGE - i, i);
            nodes[i] = stops.lastNode();
        }
        for (int high = 2; high <= LARGE; high++) {
            stops.onExtreme(book, high);
        }
        assertThat(stops.extreme(book)).isEqualTo(LARGE);
        for (int i = 0; i < LARGE; i += 2) {
            assertThat(stops.peakOf(nodes[i])).isEqualTo(LARGE);
            book = stops.remove(book, nodes[i]);
        }

        assertThat(drained(stops, book, 1)).hasSize(LARGE / 2).element(0).isEqualTo(LARGE + " ppm 1 id " + (LARGE - 1));
        new PeakInvariants(entryPool, groupPool, nodePool).check();
    }

    @Test
    void shouldRejectPoolsOfOtherBlocks() {
        assertThatThrownBy(() -> new PeakGroups(Direction.UP, groupPool, groupPool, sets))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PeakGroups(Direction.UP, entryPool, entryPool, sets))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldNotAllocateOnHeap() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] sum = new long[1];
        PeakGroups.EntryConsumer adder = (peak, percent, distance, id) -> sum[0] += id;
        long least = Long.MAX_VALUE;

        // Loading and compiling code allocates now and then; what the code itself allocates comes every time.
        for (int i = 0; i < 10 && least > 0; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            fillAndEmpty(adder);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }

        assertThat(least).isZero();
        assertThat(entryPool.blocksInUse()).isZero();
    }

    private void fillAndEmpty(PeakGroups.EntryConsumer consumer) {
        int book = PeakGroups.NULL_BOOK;
        for (int i = 0; i < LARGE; i++) {
            book = stops.insert(book, 2 * LARGE - i, i % 2 == 0, 1 + i * 7919L % LARGE, i);
            nodes[i] = stops.lastNode();
        }
        for (int i = 0; i < LARGE / 4; i++) {
            book = stops.remove(book, nodes[i]);
            stops.onExtreme(book, stops.extreme(book) + 3);
        }
        for (long price = 2 * LARGE; price > 0 && book != PeakGroups.NULL_BOOK; price -= 500) {
            long parts = stops.detachReached(book, price);
            book = PeakGroups.rest(parts);
            stops.drain(PeakGroups.run(parts), consumer);
        }
    }

    private static List<String> drained(PeakGroups groups, int book, long price) {
        List<String> drained = new ArrayList<>();
        groups.drain(
                PeakGroups.run(groups.detachReached(book, price)),
                (peak, percent, distance, id) ->
                        drained.add(peak + (percent ? " ppm " : " by ") + distance + " id " + id));
        return drained;
    }
}
