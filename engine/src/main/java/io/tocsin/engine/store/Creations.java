package io.tocsin.engine.store;

import io.tocsin.engine.rules.Creation;
import io.tocsin.engine.rules.RuleStore;
import java.nio.ByteOrder;
import java.util.Arrays;
import net.openhft.chronicle.map.ChronicleMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What each idempotency key created, forgotten first in, first out.
 *
 * <pre>
 *   owner, key  →  | creation |
 *   number      →  | createdAtNs: int64 | owner, key |     numbers count up; the oldest kept is known
 *   owner       →  | count: int64 |                        of those that have any
 * </pre>
 *
 * Engine thread only, but for what a {@link CreationFreeze} reads.
 */
final class Creations {
    private final ChronicleMap<Region, Region> creations;
    private final ChronicleMap<Region, Region> order;
    private final ChronicleMap<Region, Region> counts;
    private final Region key = new Region(128);
    private final Region value = new Region(Creation.LENGTH);
    private final Region owner = new Region(64);
    private final Region count = new Region(Long.BYTES);
    private final Entry oldestEntry = new Entry();
    private long oldest;
    private long next;
    private volatile CreationFreeze freeze;

    Creations(
            ChronicleMap<Region, Region> creations,
            ChronicleMap<Region, Region> order,
            ChronicleMap<Region, Region> counts) {
        this.creations = creations;
        this.order = order;
        this.counts = counts;
    }

    boolean find(DirectBuffer ownerName, DirectBuffer idempotencyKey, Creation into) {
        if (creations.getUsing(key(ownerName, idempotencyKey), value) == null) {
            return false;
        }
        into.copyFrom(value.buffer());
        return true;
    }

    void remember(DirectBuffer ownerName, DirectBuffer idempotencyKey, Creation creation) {
        creations.put(key(ownerName, idempotencyKey), value.set(creation.buffer()));
        Region entry = oldestEntry.entry;
        entry.length(Long.BYTES + key.length());
        entry.buffer().putLong(0, creation.createdAtNs());
        entry.buffer().putBytes(Long.BYTES, key.buffer(), 0, key.length());
        order.put(oldestEntry.number.setLong(next++), entry);
        countOne(ownerName, 1);
    }

    int count() {
        return (int) (next - oldest);
    }

    int count(DirectBuffer ownerName) {
        return counts.getUsing(owner.set(ownerName), count) == null
                ? 0
                : count.buffer().getInt(0, ByteOrder.LITTLE_ENDIAN);
    }

    /** When the oldest was made; there is one. */
    long oldestNs() {
        oldestEntry.requireKey(oldest);
        return oldestEntry.entry.buffer().getLong(0);
    }

    /** Visits all that is kept, oldest first. */
    void forEach(RuleStore.CreationConsumer consumer) {
        new CreationFreeze(new Entry(), oldest, next, 0).forEach(Integer.MAX_VALUE, consumer);
    }

    /** Keeps all as it is now for another thread, until {@link #thaw}. */
    CreationFreeze freeze(int mostKept) {
        freeze = new CreationFreeze(new Entry(), oldest, next, mostKept);
        return freeze;
    }

    /** Any thread. */
    void thaw() {
        freeze = null;
    }

    /** Forgets the oldest; there is one. */
    void forgetOldest() {
        oldestEntry.requireKey(oldest);
        CreationFreeze present = freeze;
        if (present != null && oldestEntry.readCreation()) {
            present.beforeForgetting(oldest, oldestEntry);
        }
        creations.remove(oldestEntry.key);
        order.remove(oldestEntry.number);
        oldest++;
        countOne(oldestEntry.owner(), -1);
    }

    private void countOne(DirectBuffer ownerName, int change) {
        int counted = count(ownerName) + change;
        if (counted == 0) {
            counts.remove(owner);
        } else {
            counts.put(owner, count.setLong(counted));
        }
    }

    /** Neither part holds a NUL, so the pair is unambiguous. */
    private Region key(DirectBuffer ownerName, DirectBuffer idempotencyKey) {
        int ownerLength = ownerName.capacity();
        key.length(ownerLength + 1 + idempotencyKey.capacity());
        key.buffer().putBytes(0, ownerName, 0, ownerLength);
        key.buffer().putByte(ownerLength, (byte) 0);
        key.buffer().putBytes(ownerLength + 1, idempotencyKey, 0, idempotencyKey.capacity());
        return key;
    }

    /** One of them at a time, read by its number. For one thread. */
    final class Entry {
        private final Region number = new Region(Long.BYTES);
        private final Region entry = new Region(128);
        private final Region key = new Region(128);
        private final Region value = new Region(Creation.LENGTH);
        private final Creation creation = new Creation();
        private final UnsafeBuffer owner = new UnsafeBuffer(0, 0);
        private final UnsafeBuffer idempotencyKey = new UnsafeBuffer(0, 0);

        /** False when there is none of this number. */
        boolean read(long at) {
            return readKey(at) && readCreation();
        }

        private void requireKey(long at) {
            if (!readKey(at)) {
                throw new IllegalStateException("no idempotency entry " + at);
            }
        }

        private boolean readKey(long at) {
            if (order.getUsing(number.setLong(at), entry) == null) {
                return false;
            }
            key.length(entry.length() - Long.BYTES);
            key.buffer().putBytes(0, entry.buffer(), Long.BYTES, key.length());
            return true;
        }

        private boolean readCreation() {
            return creations.getUsing(key, value) != null;
        }

        /** Its bytes: creation, owner and key. */
        byte[] image() {
            byte[] image = Arrays.copyOf(value.bytes(), Creation.LENGTH + key.length());
            key.buffer().getBytes(0, image, Creation.LENGTH, key.length());
            return image;
        }

        void set(byte[] image) {
            value.length(Creation.LENGTH).buffer().putBytes(0, image, 0, Creation.LENGTH);
            key.length(image.length - Creation.LENGTH).buffer().putBytes(0, image, Creation.LENGTH, key.length());
        }

        void visit(RuleStore.CreationConsumer consumer) {
            creation.copyFrom(value.buffer());
            int keyStart = owner().capacity() + 1;
            idempotencyKey.wrap(key.buffer(), keyStart, key.length() - keyStart);
            consumer.onCreation(owner, idempotencyKey, creation);
        }

        private DirectBuffer owner() {
            int length = 0;
            while (key.buffer().getByte(length) != 0) {
                length++;
            }
            owner.wrap(key.buffer(), 0, length);
            return owner;
        }
    }
}
