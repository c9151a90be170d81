package io.tocsin.engine.store;

import io.tocsin.engine.rules.Creation;
import io.tocsin.engine.rules.RuleStore;
import java.util.Arrays;
import net.openhft.chronicle.map.ChronicleMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What each idempotency key created, forgotten first in, first out: after a day, or when there are too many.
 *
 * <pre>
 *   owner, key  →  | creation |
 *   number      →  | createdAtNs: int64 | owner, key |     numbers count up; the oldest kept is known
 * </pre>
 *
 * Engine thread only, but for what a {@link CreationFreeze} reads.
 */
final class Creations {
    static final long RETENTION_NS = 24 * 3_600_000_000_000L;

    private final ChronicleMap<Region, Region> creations;
    private final ChronicleMap<Region, Region> order;
    private final int capacity;
    private final Region key = new Region(128);
    private final Region value = new Region(Creation.LENGTH);
    private final Entry oldestEntry = new Entry();
    private long oldest;
    private long next;
    private volatile CreationFreeze freeze;

    Creations(
            final ChronicleMap<Region, Region> creations,
            final ChronicleMap<Region, Region> order,
            final int capacity) {
        this.creations = creations;
        this.order = order;
        this.capacity = capacity;
    }

    boolean find(final DirectBuffer owner, final DirectBuffer idempotencyKey, final Creation into) {
        if (creations.getUsing(key(owner, idempotencyKey), value) == null) {
            return false;
        }
        into.copyFrom(value.buffer());
        return true;
    }

    void remember(final DirectBuffer owner, final DirectBuffer idempotencyKey, final Creation creation) {
        forget(creation.createdAtNs());
        creations.put(key(owner, idempotencyKey), value.set(creation.buffer()));
        final Region entry = oldestEntry.entry;
        entry.length(Long.BYTES + key.length());
        entry.buffer().putLong(0, creation.createdAtNs());
        entry.buffer().putBytes(Long.BYTES, key.buffer(), 0, key.length());
        order.put(oldestEntry.number.setLong(next++), entry);
    }

    /** Visits all that is kept, oldest first. */
    void forEach(final RuleStore.CreationConsumer consumer) {
        new CreationFreeze(new Entry(), oldest, next, 0).forEach(Integer.MAX_VALUE, consumer);
    }

    /** Keeps all as it is now for another thread, until {@link #thaw}. */
    CreationFreeze freeze(final int mostKept) {
        freeze = new CreationFreeze(new Entry(), oldest, next, mostKept);
        return freeze;
    }

    /** Any thread. */
    void thaw() {
        freeze = null;
    }

    private void forget(final long nowNs) {
        while (oldest < next) {
            if (!oldestEntry.readKey(oldest)) {
                throw new IllegalStateException("no idempotency entry " + oldest);
            }
            final boolean stale = nowNs - oldestEntry.entry.buffer().getLong(0) > RETENTION_NS;
            if (!stale && next - oldest < capacity) {
                return;
            }
            final CreationFreeze present = freeze;
            if (present != null && oldestEntry.readCreation()) {
                present.beforeForgetting(oldest, oldestEntry);
            }
            creations.remove(oldestEntry.key);
            order.remove(oldestEntry.number);
            oldest++;
        }
    }

    /** Neither part holds a NUL, so the pair is unambiguous. */
    private Region key(final DirectBuffer owner, final DirectBuffer idempotencyKey) {
        final int ownerLength = owner.capacity();
        key.length(ownerLength + 1 + idempotencyKey.capacity());
        key.buffer().putBytes(0, owner, 0, ownerLength);
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
        boolean read(final long at) {
            return readKey(at) && readCreation();
        }

        private boolean readKey(final long at) {
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
            final byte[] image = Arrays.copyOf(value.bytes(), Creation.LENGTH + key.length());
            key.buffer().getBytes(0, image, Creation.LENGTH, key.length());
            return image;
        }

        void set(final byte[] image) {
            value.length(Creation.LENGTH).buffer().putBytes(0, image, 0, Creation.LENGTH);
            key.length(image.length - Creation.LENGTH).buffer().putBytes(0, image, Creation.LENGTH, key.length());
        }

        void visit(final RuleStore.CreationConsumer consumer) {
            creation.copyFrom(value.buffer());
            int ownerLength = 0;
            while (key.buffer().getByte(ownerLength) != 0) {
                ownerLength++;
            }
            owner.wrap(key.buffer(), 0, ownerLength);
            idempotencyKey.wrap(key.buffer(), ownerLength + 1, key.length() - ownerLength - 1);
            consumer.onCreation(owner, idempotencyKey, creation);
        }
    }
}
