package io.tocsin.engine.series;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.index.BlockPool;
import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.state.StateSource;
import org.agrona.UnsafeApi;

/**
 * Sliding windows of summed sizes, in 60 buckets of time as those of {@link ExtremeWindows}.
 *
 * <pre>
 *   0           8        16        32
 *  +-----------+--------+---------+--------------------------------------------+
 *  | bucketNs  | bucket |         | 60 sums of 128 bits: units, overflows of 2⁶² |
 *  +-----------+--------+---------+--------------------------------------------+
 * </pre>
 *
 * Sums are kept exactly, in two limbs of base 2⁶²; only what is given out is bounded. A size is O(60). Time never goes
 * back. For one thread.
 */
public final class VolumeWindows {
    /** The size of the blocks that windows are made of. */
    public static final int BYTES = 1024;

    /** What is given out for a larger sum. */
    public static final long MAX_SUM = 1L << 62;

    private static final int BUCKETS = ExtremeWindows.BUCKETS;
    private static final int BUCKET_NS = 0;
    private static final int BUCKET = 8;
    private static final int SUMS = 32;
    private static final int SUM_BYTES = 16;

    private final BlockPool pool;

    public VolumeWindows(BlockPool pool) {
        this.pool = pool;
    }

    /** An empty window of this length. */
    public int create(long withinNs) {
        int window = pool.allocate();
        long at = pool.address(window);
        UnsafeApi.setMemory(at, BYTES, (byte) 0);
        UnsafeApi.putLong(at + BUCKET_NS, withinNs / BUCKETS);
        UnsafeApi.putLong(at + BUCKET, NULL_VALUE);
        return window;
    }

    public void free(int window) {
        pool.free(window);
    }

    /** Writes what the window holds. */
    void write(int window, StateSink sink) {
        long at = pool.address(window);
        sink.putLong(UnsafeApi.getLong(at + BUCKET));
        for (long sum = at + SUMS; sum < at + SUMS + BUCKETS * SUM_BYTES; sum += SUM_BYTES) {
            sink.putLong(UnsafeApi.getLong(sum));
            sink.putLong(UnsafeApi.getLong(sum + Long.BYTES));
        }
    }

    /** Puts into a new window what {@link #write} wrote. */
    void read(int window, StateSource source) {
        long at = pool.address(window);
        UnsafeApi.putLong(at + BUCKET, source.getLong());
        for (long sum = at + SUMS; sum < at + SUMS + BUCKETS * SUM_BYTES; sum += SUM_BYTES) {
            UnsafeApi.putLong(sum, source.getLong());
            UnsafeApi.putLong(sum + Long.BYTES, source.getLong());
        }
    }

    /** Takes a size of 0 to 2⁶² in and returns the sum of the window, {@link #MAX_SUM} at most. */
    public long onSize(int window, long size, long nowNs) {
        long at = pool.address(window);
        long bucket = roll(at, nowNs);
        long sum = sumOf(at, bucket);
        long units = UnsafeApi.getLong(sum) + size;
        UnsafeApi.putLong(sum, units < 0 || units >= MAX_SUM ? units - MAX_SUM : units);
        if (units < 0 || units >= MAX_SUM) {
            UnsafeApi.putLong(sum + Long.BYTES, UnsafeApi.getLong(sum + Long.BYTES) + 1);
        }
        return total(at);
    }

    /** The sum of the window as of now, {@link #MAX_SUM} at most. */
    public long sum(int window, long nowNs) {
        long at = pool.address(window);
        roll(at, nowNs);
        return total(at);
    }

    /** Lets go of the buckets that are too old by now; returns the present one. */
    private static long roll(long at, long nowNs) {
        long bucket = Math.floorDiv(nowNs, UnsafeApi.getLong(at + BUCKET_NS));
        long before = UnsafeApi.getLong(at + BUCKET);
        UnsafeApi.putLong(at + BUCKET, bucket);
        boolean all = before == NULL_VALUE || bucket - before >= BUCKETS;
        for (long gone = all ? bucket - BUCKETS + 1 : before + 1; gone <= bucket; gone++) {
            UnsafeApi.putLong(sumOf(at, gone), 0);
            UnsafeApi.putLong(sumOf(at, gone) + Long.BYTES, 0);
        }
        return bucket;
    }

    private static long total(long at) {
        long total = 0;
        for (long sum = at + SUMS; sum < at + SUMS + BUCKETS * SUM_BYTES; sum += SUM_BYTES) {
            total += UnsafeApi.getLong(sum);
            if (total < 0 || total >= MAX_SUM || UnsafeApi.getLong(sum + Long.BYTES) > 0) {
                return MAX_SUM;
            }
        }
        return total;
    }

    private static long sumOf(long at, long bucket) {
        return at + SUMS + Math.floorMod(bucket, BUCKETS) * (long) SUM_BYTES;
    }
}
