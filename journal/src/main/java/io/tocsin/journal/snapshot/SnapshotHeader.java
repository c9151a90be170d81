package io.tocsin.journal.snapshot;

import io.tocsin.engine.port.Limits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * What stands at the beginning of a snapshot file, and is written last: so a file that was not finished has none.
 *
 * <pre>
 *  +-------+--------+--------+----------+-------------+--------+--------------+------------+---------+--------+--
 *  | magic | format | layout | sequence | timestampNs | limits | engineLength | bodyLength | bodyCrc | ownCrc | body
 *  +-------+--------+--------+----------+-------------+--------+--------------+------------+---------+--------+--
 *   8       4        4        8          8             32       8              8            4         4
 * </pre>
 *
 * The body is the engine's state, followed by the listeners'. Format 1 had no limits of idempotency keys, which are the
 * last 8 of their bytes. Checksums are CRC-32C, numbers little-endian.
 *
 * @param layout       of the engine's state.
 * @param sequence     of the last input in the state.
 * @param timestampNs  of the same input.
 * @param limits       of the node that made it.
 * @param engineLength how much of the body is the engine's.
 * @param length       of the header itself, before the body.
 */
record SnapshotHeader(
        int layout,
        long sequence,
        long timestampNs,
        Limits limits,
        long engineLength,
        long bodyLength,
        int bodyChecksum,
        int length) {
    /** Of what this build writes. */
    static final int LENGTH = 88;

    private static final long MAGIC = 0x50414e53_434f54L; // "TOCSNAP"
    private static final int FORMAT = 2;
    private static final int FORMAT_WITHOUT_KEYS = 1;
    private static final int LENGTH_WITHOUT_KEYS = 80;
    private static final int FORMAT_OFFSET = 8;

    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(MAGIC).putInt(FORMAT).putInt(layout).putLong(sequence).putLong(timestampNs);
        bytes.putLong(limits.maxAlerts()).putInt(limits.maxSymbols()).putInt(limits.maxAlertsPerOwner());
        bytes.putInt(limits.maxSeries()).putInt(limits.maxSeriesPerSymbol());
        bytes.putInt(limits.maxKeysPerOwner()).putInt(limits.maxKeys());
        bytes.putLong(engineLength).putLong(bodyLength).putInt(bodyChecksum);
        return bytes.putInt(checksum(bytes, LENGTH)).flip();
    }

    /**
     * @param bytes as many as the file has of them.
     * @throws SnapshotDamagedException when they are no header of this format.
     */
    static SnapshotHeader decode(Path file, ByteBuffer bytes) throws SnapshotDamagedException {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < LENGTH_WITHOUT_KEYS || bytes.getLong(0) != MAGIC) {
            throw new SnapshotDamagedException(file, "not a finished snapshot");
        }
        int format = bytes.getInt(FORMAT_OFFSET);
        int length = lengthOf(format);
        if (bytes.remaining() < length || bytes.getInt(length - Integer.BYTES) != checksum(bytes, length)) {
            throw new SnapshotDamagedException(file, "damaged header");
        }
        if (format != FORMAT && format != FORMAT_WITHOUT_KEYS) {
            throw new SnapshotDamagedException(
                    file, "format " + format + ", this build reads " + FORMAT_WITHOUT_KEYS + " and " + FORMAT);
        }
        bytes.position(FORMAT_OFFSET + Integer.BYTES);
        return new SnapshotHeader(
                bytes.getInt(),
                bytes.getLong(),
                bytes.getLong(),
                limits(bytes, format),
                bytes.getLong(),
                bytes.getLong(),
                bytes.getInt(),
                length);
    }

    /** Where there were no bounds of keys, the least are enough: keys that were accepted find room. */
    private static Limits limits(ByteBuffer bytes, int format) {
        return new Limits(
                bytes.getLong(),
                bytes.getInt(),
                bytes.getInt(),
                bytes.getInt(),
                bytes.getInt(),
                format == FORMAT_WITHOUT_KEYS ? 1 : bytes.getInt(),
                format == FORMAT_WITHOUT_KEYS ? 1 : bytes.getInt());
    }

    private static int lengthOf(int format) {
        return format == FORMAT_WITHOUT_KEYS ? LENGTH_WITHOUT_KEYS : LENGTH;
    }

    private static int checksum(ByteBuffer bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().position(0).limit(length - Integer.BYTES));
        return (int) crc.getValue();
    }
}
