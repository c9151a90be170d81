package io.tocsin.engine.state;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * A 64-bit hash of a state: that of its bytes, however they were put, so that it is also the hash of a file that holds
 * them. Equal states have equal hashes; different ones have different hashes but for chance.
 * <p>
 * Words are mixed as in one half of MurmurHash3_x64_128 (Appleby, 2011), which does not withstand an adversary. O(1)
 * per word; nothing is allocated. For one thread.
 */
public final class StateHash implements StateSink {
    private static final long FIRST_FACTOR = 0x87c37b91114253d5L;
    private static final long SECOND_FACTOR = 0x4cf5ad432745937fL;

    private long hash;
    private long bytes;
    /** The last bytes, which are not a word yet, and how many bits they have. */
    private long rest;

    private int restBits;

    /** The hash of all that was put so far. */
    public long value() {
        return finished(mixed(hash, rest) ^ bytes);
    }

    /** Begins anew. */
    public void reset() {
        hash = 0;
        bytes = 0;
        rest = 0;
        restBits = 0;
    }

    @Override
    public void putInt(int value) {
        put(Integer.toUnsignedLong(value), Integer.SIZE);
    }

    @Override
    public void putLong(long value) {
        put(value, Long.SIZE);
    }

    @Override
    public void putBytes(DirectBuffer source, int offset, int length) {
        int at = offset;
        for (; at <= offset + length - Long.BYTES; at += Long.BYTES) {
            put(source.getLong(at, ByteOrder.LITTLE_ENDIAN), Long.SIZE);
        }
        for (; at < offset + length; at++) {
            put(source.getByte(at) & 0xFFL, Byte.SIZE);
        }
    }

    private void put(long value, int bits) {
        bytes += bits / Byte.SIZE;
        rest |= value << restBits;
        int all = restBits + bits;
        if (all < Long.SIZE) {
            restBits = all;
            return;
        }
        hash = mixed(hash, rest);
        // A shift by the size of a word would be one by 0.
        rest = restBits == 0 ? 0 : value >>> (Long.SIZE - restBits);
        restBits = all - Long.SIZE;
    }

    private static long mixed(long hash, long word) {
        long mixed = hash ^ (Long.rotateLeft(word * FIRST_FACTOR, 31) * SECOND_FACTOR);
        return Long.rotateLeft(mixed, 27) * 5 + 0x52dce729;
    }

    private static long finished(long hash) {
        long finished = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        finished = (finished ^ (finished >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return finished ^ (finished >>> 33);
    }
}
