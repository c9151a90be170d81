package io.tocsin.gateway.market;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Finds symbols by the bytes of their names as they stand in a text, without making a {@code String} of them.
 * <p>
 * An open hash table, at most half full. Names are made up by strangers, so that they may be made to collide: a name
 * that would lie too far from its place is left out, and nothing is looked for beyond that. One thread writes, any
 * thread reads without waiting; nothing is ever removed.
 */
final class SymbolNameTable {
    private static final int INITIAL_CAPACITY = 128;
    private static final int MAX_DISTANCE = 32;
    /** 2^32 over the golden ratio: spreads what is alike over the upper bits. */
    private static final int SPREAD = 0x9E3779B9;

    private volatile AtomicReferenceArray<Entry> entries = new AtomicReferenceArray<>(INITIAL_CAPACITY);
    private int size;

    /** The symbol with this name in UTF-8; null when there is none, or it was left out. Allocates nothing. */
    Symbol find(byte[] text, int start, int end) {
        AtomicReferenceArray<Entry> table = entries;
        int mask = table.length() - 1;
        int place = place(text, start, end, table);
        for (int distance = 0; distance < MAX_DISTANCE; distance++) {
            Entry entry = table.get((place + distance) & mask);
            if (entry == null) {
                return null;
            }
            if (entry.isNamed(text, start, end)) {
                return entry.symbol;
            }
        }
        return null;
    }

    /** Adds a symbol, or takes it in place of the one of that name. */
    void put(Symbol symbol) {
        if (2 * (size + 1) > entries.length()) {
            grow();
        }
        put(entries, new Entry(symbol));
    }

    private void grow() {
        AtomicReferenceArray<Entry> old = entries;
        AtomicReferenceArray<Entry> larger = new AtomicReferenceArray<>(2 * old.length());
        size = 0;
        for (int place = 0; place < old.length(); place++) {
            if (old.get(place) != null) {
                put(larger, old.get(place));
            }
        }
        entries = larger;
    }

    private void put(AtomicReferenceArray<Entry> table, Entry added) {
        int mask = table.length() - 1;
        int place = place(added.name, 0, added.name.length, table);
        for (int distance = 0; distance < MAX_DISTANCE; distance++) {
            int tried = (place + distance) & mask;
            Entry entry = table.get(tried);
            if (entry == null || entry.isNamed(added.name, 0, added.name.length)) {
                size += entry == null ? 1 : 0;
                table.set(tried, added);
                return;
            }
        }
    }

    private static int place(byte[] text, int start, int end, AtomicReferenceArray<Entry> table) {
        int hash = 0;
        for (int at = start; at < end; at++) {
            hash = 31 * hash + text[at];
        }
        return (hash * SPREAD) >>> Integer.numberOfLeadingZeros(table.length() - 1);
    }

    private static final class Entry {
        private final byte[] name;
        private final Symbol symbol;

        Entry(Symbol symbol) {
            this.name = symbol.name().getBytes(UTF_8);
            this.symbol = symbol;
        }

        boolean isNamed(byte[] text, int start, int end) {
            return Arrays.equals(name, 0, name.length, text, start, end);
        }
    }
}
