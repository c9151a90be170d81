package io.tocsin.engine;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.codec.SymbolState;
import io.tocsin.engine.rules.CapacityExceededException;
import io.tocsin.engine.series.Day;
import io.tocsin.engine.series.Guard;
import io.tocsin.engine.series.SeriesLine;
import io.tocsin.engine.series.SeriesTable;
import io.tocsin.engine.series.Trust;
import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.state.StateSource;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * All symbols by name: an id each, counting up from 0, which is also that of the series of its last price. The names
 * are off-heap and found by hashing. One thread writes; nothing is allocated after construction.
 */
public final class SymbolTable {
    public static final int NULL_ID = -1;
    /** In bytes of UTF-8. */
    public static final int MAX_NAME_LENGTH = 64;

    public static final int DEFAULT_DECIMALS = 8;
    public static final int MAX_DECIMALS = 12;

    /** The first version of the schema whose names are more than a few ASCII characters. */
    private static final int UTF8_NAMES_VERSION = 3;

    private static final int MAX_ASCII_NAME_LENGTH = 32;

    /** In bytes, of the text that says when a market is open. */
    public static final int MAX_SESSION_LENGTH = 512;

    private static final DirectBuffer NOTHING = new UnsafeBuffer(0, 0);

    private static final int NAME_SLOT = MAX_NAME_LENGTH + 1;

    private final SeriesTable series;
    private final int capacity;
    private final UnsafeBuffer names;
    private final long[] alertCounts;
    private final int[] idsByHash;
    private UnsafeBuffer[] sessions = {};
    private UnsafeBuffer[] feeds = {};
    private boolean hasNotes;
    private int count;

    /**
     * @param capacity the most symbols that can ever be held.
     * @param series   with room for the last prices of as many.
     */
    public SymbolTable(int capacity, SeriesTable series) {
        this.capacity = capacity;
        this.series = series;
        names = new UnsafeBuffer(ByteBuffer.allocateDirect(capacity * NAME_SLOT));
        alertCounts = new long[capacity];
        idsByHash = new int[BitUtil.findNextPositivePowerOfTwo(capacity * 2)];
    }

    /** Off the heap, in a direct buffer. */
    public static long nameBytesFor(int capacity) {
        return (long) capacity * NAME_SLOT;
    }

    /** On the heap. */
    public static long heapBytesFor(int capacity) {
        return (long) capacity * Long.BYTES + (long) BitUtil.findNextPositivePowerOfTwo(capacity * 2) * Integer.BYTES;
    }

    /** What is known of the symbols' prices. */
    SeriesTable series() {
        return series;
    }

    public int count() {
        return count;
    }

    public int capacity() {
        return capacity;
    }

    /**
     * Whether the bytes can be a name: 1 to 64, which edges have found to be a name indeed. Before version 3, 1 to 32
     * of A–Z a–z 0–9 . _ : / -.
     *
     * @param version of the schema that the input with the name was written in.
     */
    static boolean isName(DirectBuffer name, int version) {
        int length = name.capacity();
        return version < UTF8_NAMES_VERSION ? isAsciiName(name) : length > 0 && length <= MAX_NAME_LENGTH;
    }

    private static boolean isAsciiName(DirectBuffer name) {
        int length = name.capacity();
        if (length == 0 || length > MAX_ASCII_NAME_LENGTH) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            byte c = name.getByte(i);
            boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!alphanumeric && c != '.' && c != '_' && c != ':' && c != '/' && c != '-') {
                return false;
            }
        }
        return true;
    }

    /** The id of a name, or {@link #NULL_ID}. */
    int find(DirectBuffer name) {
        int mask = idsByHash.length - 1;
        for (int slot = hash(name) & mask; ; slot = (slot + 1) & mask) {
            int id = idsByHash[slot] - 1;
            if (id == NULL_ID || isNamed(id, name)) {
                return id;
            }
        }
    }

    /** Adds a name that is not there yet. */
    int add(DirectBuffer name) {
        if (count == capacity) {
            throw new CapacityExceededException("symbols", capacity);
        }
        int id = count++;
        names.putByte(id * NAME_SLOT, (byte) name.capacity());
        names.putBytes(id * NAME_SLOT + 1, name, 0, name.capacity());
        int mask = idsByHash.length - 1;
        int slot = hash(name) & mask;
        while (idsByHash[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        idsByHash[slot] = id + 1;
        series.addSymbol(id, DEFAULT_DECIMALS);
        return id;
    }

    /** The bytes of all names; see {@link #nameOffset} and {@link #nameLength}. */
    public DirectBuffer names() {
        return names;
    }

    public int nameOffset(int id) {
        return id * NAME_SLOT + 1;
    }

    public int nameLength(int id) {
        return names.getByte(id * NAME_SLOT);
    }

    /** The text that says when the symbol's market is open; empty for always. */
    public DirectBuffer session(int id) {
        return text(sessions, id);
    }

    void session(int id, DirectBuffer text) {
        sessions = with(sessions, id, text);
    }

    /** The name of the feed that brings the symbol; empty where none is named. */
    public DirectBuffer feed(int id) {
        return text(feeds, id);
    }

    void feed(int id, DirectBuffer name) {
        feeds = with(feeds, id, name);
    }

    /** How far its last price can be trusted. */
    public SymbolState state(int id) {
        return Trust.state(series.line(id));
    }

    /** The price of a symbol has been in doubt. */
    void onDoubt() {
        hasNotes = true;
    }

    /** Whether there was ever a doubt, a session or a feed named. */
    boolean hasNotes() {
        return hasNotes;
    }

    private static DirectBuffer text(UnsafeBuffer[] texts, int id) {
        return id < texts.length && texts[id] != null ? texts[id] : NOTHING;
    }

    private UnsafeBuffer[] with(UnsafeBuffer[] texts, int id, DirectBuffer text) {
        UnsafeBuffer[] larger = id < texts.length ? texts : Arrays.copyOf(texts, capacity);
        larger[id] = new UnsafeBuffer(new byte[text.capacity()]);
        larger[id].putBytes(0, text, 0, text.capacity());
        hasNotes = true;
        return larger;
    }

    void writeNotes(int id, StateSink sink) {
        sink.putInt(Trust.doubts(series.line(id)));
        sink.putText(session(id), 0, session(id).capacity());
        sink.putText(feed(id), 0, feed(id).capacity());
    }

    void readNotes(int id, StateSource source) {
        hasNotes = true;
        Trust.restore(series.line(id), source.getInt());
        sessions = with(sessions, id, readText(source));
        feeds = with(feeds, id, readText(source));
    }

    private static DirectBuffer readText(StateSource source) {
        UnsafeBuffer text = new UnsafeBuffer(new byte[source.getInt()]);
        source.getBytes(text, 0, text.capacity());
        return text;
    }

    boolean hasPrice(int id) {
        return SeriesLine.last(series.line(id)) != NULL_VALUE;
    }

    /** The largest accepted move between two prices in parts per million; 0 for no bound. */
    public long maxJumpPpm(int id) {
        return SeriesLine.maxJumpPpm(series.line(id));
    }

    void maxJumpPpm(int id, long ppm) {
        SeriesLine.maxJumpPpm(series.line(id), ppm);
    }

    /** When the symbol's day starts, as an offset from midnight UTC. */
    public long dayRollNs(int id) {
        return Day.rollNs(series.line(id));
    }

    /** The day that the last price is in is another from now on. */
    void dayRollNs(int id, long offsetNs) {
        long line = series.line(id);
        Day.rollNs(line, offsetNs);
        // The guard may name a later end; the next tick will set it right.
        Guard.shut(line);
    }

    public int decimals(int id) {
        return SeriesLine.decimals(series.line(id));
    }

    void decimals(int id, int decimals) {
        SeriesLine.decimals(series.line(id), decimals);
    }

    /** How often alerts of any status name the symbol. */
    long alertCount(int id) {
        return alertCounts[id];
    }

    void countAlerts(int id, int change) {
        alertCounts[id] += change;
    }

    private boolean isNamed(int id, DirectBuffer name) {
        int length = nameLength(id);
        if (length != name.capacity()) {
            return false;
        }
        int offset = nameOffset(id);
        for (int i = 0; i < length; i++) {
            if (names.getByte(offset + i) != name.getByte(i)) {
                return false;
            }
        }
        return true;
    }

    /** FNV-1a (Fowler, Noll, Vo), 32 bits. */
    private static int hash(DirectBuffer name) {
        int hash = 0x811c9dc5;
        for (int i = 0; i < name.capacity(); i++) {
            hash = (hash ^ name.getByte(i)) * 0x01000193;
        }
        return hash ^ (hash >>> 15);
    }
}
