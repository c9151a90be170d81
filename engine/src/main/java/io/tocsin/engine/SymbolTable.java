package io.tocsin.engine;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.rules.CapacityExceededException;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * All symbols: per symbol one off-heap cache line, the guard, which is all that a tick which changes no alert reads and
 * writes; and the names, found by hashing.
 *
 * <pre>
 *   0            8        16         24           32          40       44         48         52           56
 *  +------------+--------+----------+------------+-----------+--------+----------+----------+------------+----------+
 *  | last price | nextUp | nextDown | maxJumpPpm | dayRollNs | upRoot | downRoot | decimals | alertCount | previous |
 *  +------------+--------+----------+------------+-----------+--------+----------+----------+------------+----------+
 * </pre>
 *
 * {@code nextUp} and {@code nextDown} are the least and greatest price at which some alert must be looked at; the roots
 * are those of the two level trees. Ids count up from 0. One thread writes; nothing is allocated after construction.
 */
public final class SymbolTable {
    public static final int NULL_ID = -1;
    public static final int MAX_NAME_LENGTH = 32;
    public static final int DEFAULT_DECIMALS = 8;
    public static final int MAX_DECIMALS = 12;

    private static final int LINE_LENGTH = 64;
    private static final int LAST = 0;
    private static final int NEXT_UP = 8;
    private static final int NEXT_DOWN = 16;
    private static final int MAX_JUMP_PPM = 24;
    private static final int DAY_ROLL_NS = 32;
    private static final int UP_ROOT = 40;
    private static final int DOWN_ROOT = 44;
    private static final int DECIMALS = 48;
    private static final int ALERT_COUNT = 52;
    private static final int PREVIOUS = 56;
    private static final int NAME_SLOT = MAX_NAME_LENGTH + 1;

    private final int capacity;
    private final UnsafeBuffer lines;
    private final UnsafeBuffer names;
    private final int[] idsByHash;
    private int count;

    /** @param capacity the most symbols that can ever be held. */
    public SymbolTable(final int capacity) {
        this.capacity = capacity;
        lines = new UnsafeBuffer(BufferUtil.allocateDirectAligned(capacity * LINE_LENGTH, LINE_LENGTH));
        names = new UnsafeBuffer(BufferUtil.allocateDirectAligned(capacity * NAME_SLOT, LINE_LENGTH));
        idsByHash = new int[BitUtil.findNextPositivePowerOfTwo(capacity * 2)];
    }

    public int count() {
        return count;
    }

    public int capacity() {
        return capacity;
    }

    /** Whether the bytes can be a name: 1 to 32 of A–Z a–z 0–9 . _ : / -. */
    public static boolean isName(final DirectBuffer name) {
        final int length = name.capacity();
        if (length == 0 || length > MAX_NAME_LENGTH) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            final byte c = name.getByte(i);
            final boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!alphanumeric && c != '.' && c != '_' && c != ':' && c != '/' && c != '-') {
                return false;
            }
        }
        return true;
    }

    /** The id of a name, or {@link #NULL_ID}. */
    int find(final DirectBuffer name) {
        final int mask = idsByHash.length - 1;
        for (int slot = hash(name) & mask; ; slot = (slot + 1) & mask) {
            final int id = idsByHash[slot] - 1;
            if (id == NULL_ID || isNamed(id, name)) {
                return id;
            }
        }
    }

    /** Adds a name that is not there yet. */
    int add(final DirectBuffer name) {
        if (count == capacity) {
            throw new CapacityExceededException("symbols", capacity);
        }
        final int id = count++;
        names.putByte(id * NAME_SLOT, (byte) name.capacity());
        names.putBytes(id * NAME_SLOT + 1, name, 0, name.capacity());
        final int mask = idsByHash.length - 1;
        int slot = hash(name) & mask;
        while (idsByHash[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        idsByHash[slot] = id + 1;
        lines.putLong(id * LINE_LENGTH + LAST, NULL_VALUE);
        lines.putLong(id * LINE_LENGTH + NEXT_UP, Long.MAX_VALUE);
        lines.putLong(id * LINE_LENGTH + NEXT_DOWN, NULL_VALUE);
        lines.putInt(id * LINE_LENGTH + DECIMALS, DEFAULT_DECIMALS);
        return id;
    }

    /** The bytes of all names; see {@link #nameOffset} and {@link #nameLength}. */
    public DirectBuffer names() {
        return names;
    }

    public int nameOffset(final int id) {
        return id * NAME_SLOT + 1;
    }

    public int nameLength(final int id) {
        return names.getByte(id * NAME_SLOT);
    }

    /** The last price, or {@code NULL_VALUE}. */
    long last(final int id) {
        return lines.getLong(id * LINE_LENGTH + LAST);
    }

    boolean hasPrice(final int id) {
        return last(id) != NULL_VALUE;
    }

    /** The price before the last one, or {@code NULL_VALUE}. */
    long previous(final int id) {
        return lines.getLong(id * LINE_LENGTH + PREVIOUS);
    }

    void price(final int id, final long previous, final long last) {
        lines.putLong(id * LINE_LENGTH + PREVIOUS, previous);
        lines.putLong(id * LINE_LENGTH + LAST, last);
    }

    long nextUp(final int id) {
        return lines.getLong(id * LINE_LENGTH + NEXT_UP);
    }

    void nextUp(final int id, final long price) {
        lines.putLong(id * LINE_LENGTH + NEXT_UP, price);
    }

    long nextDown(final int id) {
        return lines.getLong(id * LINE_LENGTH + NEXT_DOWN);
    }

    void nextDown(final int id, final long price) {
        lines.putLong(id * LINE_LENGTH + NEXT_DOWN, price);
    }

    /** The largest accepted move between two prices in parts per million; 0 for no bound. */
    public long maxJumpPpm(final int id) {
        return lines.getLong(id * LINE_LENGTH + MAX_JUMP_PPM);
    }

    void maxJumpPpm(final int id, final long ppm) {
        lines.putLong(id * LINE_LENGTH + MAX_JUMP_PPM, ppm);
    }

    /** When the symbol's day starts, as an offset from midnight UTC. */
    public long dayRollNs(final int id) {
        return lines.getLong(id * LINE_LENGTH + DAY_ROLL_NS);
    }

    void dayRollNs(final int id, final long offsetNs) {
        lines.putLong(id * LINE_LENGTH + DAY_ROLL_NS, offsetNs);
    }

    int upRoot(final int id) {
        return lines.getInt(id * LINE_LENGTH + UP_ROOT);
    }

    void upRoot(final int id, final int root) {
        lines.putInt(id * LINE_LENGTH + UP_ROOT, root);
    }

    int downRoot(final int id) {
        return lines.getInt(id * LINE_LENGTH + DOWN_ROOT);
    }

    void downRoot(final int id, final int root) {
        lines.putInt(id * LINE_LENGTH + DOWN_ROOT, root);
    }

    public int decimals(final int id) {
        return lines.getInt(id * LINE_LENGTH + DECIMALS);
    }

    void decimals(final int id, final int decimals) {
        lines.putInt(id * LINE_LENGTH + DECIMALS, decimals);
    }

    /** Alerts of any status that name the symbol. */
    int alertCount(final int id) {
        return lines.getInt(id * LINE_LENGTH + ALERT_COUNT);
    }

    void alertCount(final int id, final int alerts) {
        lines.putInt(id * LINE_LENGTH + ALERT_COUNT, alerts);
    }

    private boolean isNamed(final int id, final DirectBuffer name) {
        final int length = nameLength(id);
        if (length != name.capacity()) {
            return false;
        }
        final int offset = nameOffset(id);
        for (int i = 0; i < length; i++) {
            if (names.getByte(offset + i) != name.getByte(i)) {
                return false;
            }
        }
        return true;
    }

    /** FNV-1a (Fowler, Noll, Vo), 32 bits. */
    private static int hash(final DirectBuffer name) {
        int hash = 0x811c9dc5;
        for (int i = 0; i < name.capacity(); i++) {
            hash = (hash ^ name.getByte(i)) * 0x01000193;
        }
        return hash ^ (hash >>> 15);
    }
}
