package io.tocsin.engine.series;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.index.BlockPool;
import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.state.StateSource;
import org.agrona.UnsafeApi;

/**
 * Sliding windows of the least and the greatest value, in 60 buckets of time.
 *
 * <pre>
 *   0           8        16    24    32                                        992
 *  +-----------+--------+-----+-----+-----------------------------------------+
 *  | bucketNs  | bucket | min | max | min and max of bucket b mod 60          |
 *  +-----------+--------+-----+-----+-----------------------------------------+
 * </pre>
 *
 * A value at time t falls in bucket ⌊t / bucketNs⌋; the window at bucket b holds the buckets b − 59 to b. An empty one
 * has the extremes {@code Long.MAX_VALUE} and {@code NULL_VALUE}. A value is O(1); the first one of a bucket is O(60)
 * if a bucket goes that held an extreme. Time never goes back. For one thread.
 */
public final class ExtremeWindows {
    /** The size of the blocks that windows are made of. */
    public static final int BYTES = 1024;

    static final int BUCKETS = 60;

    private static final int BUCKET_NS = 0;
    private static final int BUCKET = 8;
    private static final int MIN = 16;
    private static final int MAX = 24;
    private static final int MINS = 32;
    private static final int MAXES = MINS + Long.BYTES;
    private static final int SLOT_BYTES = 2 * Long.BYTES;

    private final BlockPool pool;

    public ExtremeWindows(BlockPool pool) {
        this.pool = pool;
    }

    /** An empty window of this length, at least {@value #BUCKETS} ns. */
    public int create(long withinNs) {
        int window = pool.allocate();
        long at = pool.address(window);
        UnsafeApi.putLong(at + BUCKET_NS, withinNs / BUCKETS);
        UnsafeApi.putLong(at + BUCKET, NULL_VALUE);
        clear(at);
        return window;
    }

    public void free(int window) {
        pool.free(window);
    }

    /** Writes what the window holds. */
    public void write(int window, StateSink sink) {
        long at = pool.address(window);
        sink.putLong(UnsafeApi.getLong(at + BUCKET));
        for (int slot = 0; slot < BUCKETS * SLOT_BYTES; slot += SLOT_BYTES) {
            sink.putLong(UnsafeApi.getLong(at + MINS + slot));
            sink.putLong(UnsafeApi.getLong(at + MAXES + slot));
        }
    }

    /** Puts into a new window what {@link #write} wrote. */
    public void read(int window, StateSource source) {
        long at = pool.address(window);
        UnsafeApi.putLong(at + BUCKET, source.getLong());
        for (int slot = 0; slot < BUCKETS * SLOT_BYTES; slot += SLOT_BYTES) {
            UnsafeApi.putLong(at + MINS + slot, source.getLong());
            UnsafeApi.putLong(at + MAXES + slot, source.getLong());
        }
        findExtremes(at);
    }

    /** Takes a value in. */
    public void onValue(int window, long v, long nowNs) {
        roll(window, nowNs);
        onValues(window, v, v);
    }

    /** Takes values of the present bucket in, of which these are the least and the greatest. */
    public void onValues(int window, long least, long greatest) {
        long at = pool.address(window);
        long slot = slot(UnsafeApi.getLong(at + BUCKET));
        UnsafeApi.putLong(at + MINS + slot, Math.min(UnsafeApi.getLong(at + MINS + slot), least));
        UnsafeApi.putLong(at + MAXES + slot, Math.max(UnsafeApi.getLong(at + MAXES + slot), greatest));
        UnsafeApi.putLong(at + MIN, Math.min(UnsafeApi.getLong(at + MIN), least));
        UnsafeApi.putLong(at + MAX, Math.max(UnsafeApi.getLong(at + MAX), greatest));
    }

    /** Lets go of the buckets that are too old by now. */
    public void roll(int window, long nowNs) {
        long at = pool.address(window);
        long bucket = Math.floorDiv(nowNs, UnsafeApi.getLong(at + BUCKET_NS));
        long before = UnsafeApi.getLong(at + BUCKET);
        if (bucket == before) {
            return;
        }
        UnsafeApi.putLong(at + BUCKET, bucket);
        if (before == NULL_VALUE || bucket - before >= BUCKETS) {
            clear(at);
            return;
        }
        boolean lostExtreme = false;
        for (long gone = before + 1; gone <= bucket; gone++) {
            long slot = slot(gone);
            lostExtreme |= UnsafeApi.getLong(at + MINS + slot) == UnsafeApi.getLong(at + MIN)
                    || UnsafeApi.getLong(at + MAXES + slot) == UnsafeApi.getLong(at + MAX);
            UnsafeApi.putLong(at + MINS + slot, Long.MAX_VALUE);
            UnsafeApi.putLong(at + MAXES + slot, NULL_VALUE);
        }
        if (lostExtreme) {
            findExtremes(at);
        }
    }

    /** The least value, or {@code NULL_VALUE} of an empty window. */
    public long min(int window) {
        long min = UnsafeApi.getLong(pool.address(window) + MIN);
        return min == Long.MAX_VALUE ? NULL_VALUE : min;
    }

    /** The greatest value, or {@code NULL_VALUE} of an empty window. */
    public long max(int window) {
        return UnsafeApi.getLong(pool.address(window) + MAX);
    }

    /** The least value of the present bucket; {@code Long.MAX_VALUE} when there is none. */
    public long bucketMin(int window) {
        long at = pool.address(window);
        return UnsafeApi.getLong(at + MINS + slot(UnsafeApi.getLong(at + BUCKET)));
    }

    /** The greatest value of the present bucket; {@code NULL_VALUE} when there is none. */
    public long bucketMax(int window) {
        long at = pool.address(window);
        return UnsafeApi.getLong(at + MAXES + slot(UnsafeApi.getLong(at + BUCKET)));
    }

    /** When the present bucket ends; {@code NULL_VALUE} before the first value. */
    public long bucketEndNs(int window) {
        long at = pool.address(window);
        long bucket = UnsafeApi.getLong(at + BUCKET);
        return bucket == NULL_VALUE ? NULL_VALUE : (bucket + 1) * UnsafeApi.getLong(at + BUCKET_NS);
    }

    private static void clear(long at) {
        UnsafeApi.putLong(at + MIN, Long.MAX_VALUE);
        UnsafeApi.putLong(at + MAX, NULL_VALUE);
        for (int slot = 0; slot < BUCKETS * SLOT_BYTES; slot += SLOT_BYTES) {
            UnsafeApi.putLong(at + MINS + slot, Long.MAX_VALUE);
            UnsafeApi.putLong(at + MAXES + slot, NULL_VALUE);
        }
    }

    private static void findExtremes(long at) {
        long min = Long.MAX_VALUE;
        long max = NULL_VALUE;
        for (int slot = 0; slot < BUCKETS * SLOT_BYTES; slot += SLOT_BYTES) {
            min = Math.min(min, UnsafeApi.getLong(at + MINS + slot));
            max = Math.max(max, UnsafeApi.getLong(at + MAXES + slot));
        }
        UnsafeApi.putLong(at + MIN, min);
        UnsafeApi.putLong(at + MAX, max);
    }

    private static long slot(long bucket) {
        return Math.floorMod(bucket, BUCKETS) * (long) SLOT_BYTES;
    }
}
