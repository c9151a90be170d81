package io.tocsin.engine.store;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What entries held before they changed, by their keys, for somebody who reads them as they were: copy-on-update, as in
 * Vaz Salles et al., "An Evaluation of Checkpoint Recovery for Massively Multiplayer Online Games", VLDB 2009.
 *
 * <pre>
 *   reader:  reads the entry, then looks whether an image of it was kept: that counts
 *   writer:  keeps an image, then changes the entry
 * </pre>
 *
 * A reader who sees what is new therefore finds what was before. Any thread; on the heap.
 */
final class BeforeImages<K> {
    private final int most;
    private final Map<K, byte[]> images = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    /** @param most which it should keep at a time: it is for its users to look whether it {@link #isFull}. */
    BeforeImages(int most) {
        this.most = most;
    }

    boolean isFull() {
        return count.get() >= most;
    }

    boolean has(K key) {
        return images.containsKey(key);
    }

    /** Keeps the image of an entry, unless there is one: only the oldest counts. */
    void keep(K key, byte[] image) {
        if (images.putIfAbsent(key, image) == null) {
            count.incrementAndGet();
        }
    }

    /** Gives up an image; null when the entry has not changed. */
    byte[] take(K key) {
        byte[] image = images.remove(key);
        if (image != null) {
            count.decrementAndGet();
        }
        return image;
    }

    /** Null when the entry has not changed. */
    byte[] get(K key) {
        return images.get(key);
    }

    /** Of what has changed so far. */
    Set<K> keys() {
        return images.keySet();
    }
}
