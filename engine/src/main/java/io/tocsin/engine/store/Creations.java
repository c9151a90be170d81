package io.tocsin.engine.store;

import io.tocsin.engine.rules.Creation;
import io.tocsin.engine.rules.RuleStore;
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
 * Engine thread only.
 */
final class Creations {
    static final long RETENTION_NS = 24 * 3_600_000_000_000L;

    private final ChronicleMap<Region, Region> creations;
    private final ChronicleMap<Region, Region> order;
    private final int capacity;
    private final Region key = new Region(128);
    private final Region value = new Region(Creation.LENGTH);
    private final Region number = new Region(Long.BYTES);
    private final Region entry = new Region(128);
    private long oldest;
    private long next;

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
        entry.length(Long.BYTES + key.length());
        entry.buffer().putLong(0, creation.createdAtNs());
        entry.buffer().putBytes(Long.BYTES, key.buffer(), 0, key.length());
        order.put(number.setLong(next++), entry);
    }

    /** Visits all that is kept, oldest first. */
    void forEach(final RuleStore.CreationConsumer consumer) {
        final Creation creation = new Creation();
        final UnsafeBuffer owner = new UnsafeBuffer(0, 0);
        final UnsafeBuffer idempotencyKey = new UnsafeBuffer(0, 0);
        for (long at = oldest; at < next; at++) {
            readKey(at);
            if (creations.getUsing(key, value) == null) {
                throw new IllegalStateException("no creation of idempotency entry " + at);
            }
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

    private void forget(final long nowNs) {
        while (oldest < next) {
            readKey(oldest);
            final boolean stale = nowNs - entry.buffer().getLong(0) > RETENTION_NS;
            if (!stale && next - oldest < capacity) {
                return;
            }
            creations.remove(key);
            order.remove(number);
            oldest++;
        }
    }

    /** Reads the entry of this number, and the key in it. */
    private void readKey(final long at) {
        if (order.getUsing(number.setLong(at), entry) == null) {
            throw new IllegalStateException("no idempotency entry " + at);
        }
        key.length(entry.length() - Long.BYTES);
        key.buffer().putBytes(0, entry.buffer(), Long.BYTES, key.length());
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
}
