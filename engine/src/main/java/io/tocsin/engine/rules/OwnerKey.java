package io.tocsin.engine.rules;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The one name by which the engine knows a user of a tenant.
 *
 * <pre>
 *  +--------+-----------+-------+
 *  | tenant | line feed | owner |
 *  +--------+-----------+-------+
 * </pre>
 *
 * Without a tenant it is the owner alone. Neither part holds a line feed. Inputs before version 3 of the schema bring
 * the key as their owner. Reused; one thread.
 */
public final class OwnerKey {
    private static final byte SEPARATOR = '\n';

    private final UnsafeBuffer tenant = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer owner = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer joined = new UnsafeBuffer(new byte[2 * AlertRecord.MAX_TEXTS_LENGTH]);
    private final UnsafeBuffer key = new UnsafeBuffer(0, 0);

    /** To be filled by the caller, who then calls {@link #join}. */
    public DirectBuffer tenant() {
        return tenant;
    }

    /** To be filled by the caller, who then calls {@link #join}. */
    public DirectBuffer owner() {
        return owner;
    }

    /** Whether both parts can make a key: they are not too long, and nobody can pass for a user of another tenant. */
    public boolean isValid() {
        return owner.capacity() > 0
                && tenant.capacity() + 1 + owner.capacity() <= joined.capacity()
                && separator(tenant, 0, tenant.capacity()) < 0
                && separator(owner, 0, owner.capacity()) < 0;
    }

    /** The key of both parts, which are {@link #isValid valid}, until the next call. */
    public DirectBuffer join() {
        int tenantLength = tenant.capacity();
        if (tenantLength == 0) {
            key.wrap(owner, 0, owner.capacity());
        } else {
            joined.putBytes(0, tenant, 0, tenantLength);
            joined.putByte(tenantLength, SEPARATOR);
            joined.putBytes(tenantLength + 1, owner, 0, owner.capacity());
            key.wrap(joined, 0, tenantLength + 1 + owner.capacity());
        }
        return key;
    }

    /** Length of the tenant in a key; 0 when it has none. */
    public static int tenantLength(DirectBuffer buffer, int offset, int length) {
        return Math.max(0, separator(buffer, offset, length));
    }

    /** Where the owner begins in a key, counted from its start. */
    public static int ownerOffset(DirectBuffer buffer, int offset, int length) {
        return separator(buffer, offset, length) + 1;
    }

    private static int separator(DirectBuffer buffer, int offset, int length) {
        for (int i = 0; i < length; i++) {
            if (buffer.getByte(offset + i) == SEPARATOR) {
                return i;
            }
        }
        return -1;
    }
}
