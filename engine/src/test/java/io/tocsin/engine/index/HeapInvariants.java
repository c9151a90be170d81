package io.tocsin.engine.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Walks a heap and checks what {@link DistanceHeap} promises about its nodes. */
final class HeapInvariants {
    private HeapInvariants() {}

    /** Checks the heap and returns its nodes. */
    static List<Integer> check(DistanceHeap heap, int root) {
        List<Integer> nodes = new ArrayList<>();
        if (root == DistanceHeap.NULL_NODE) {
            return nodes;
        }
        assertThat(heap.prev(root)).as("prev of a root").isZero();
        assertThat(heap.next(root)).as("next of a root").isZero();
        Deque<Integer> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            int node = open.pop();
            nodes.add(node);
            int prev = node;
            for (int child = heap.child(node); child != DistanceHeap.NULL_NODE; child = heap.next(child)) {
                assertThat(heap.prev(child)).as("prev").isEqualTo(prev);
                assertThat(isLess(heap, child, node)).as("child is less").isFalse();
                open.push(child);
                prev = child;
            }
        }
        return nodes;
    }

    private static boolean isLess(DistanceHeap heap, int a, int b) {
        return heap.key(a) < heap.key(b) || (heap.key(a) == heap.key(b) && heap.id(a) < heap.id(b));
    }
}
