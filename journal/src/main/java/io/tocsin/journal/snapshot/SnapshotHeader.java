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
 *   8       4        4        8          8             24       8              8            4         4
 * </pre>
 *
 * The body is the engine's state, followed by the listeners'. Checksums are CRC-32C, numbers little-endian.
 *
 * @param layout       of the engine's state.
 * @param sequence     of the last input in the state.
 * @param timestampNs  of the same input.
 * @param limits       of the node that made it.
 * @param engineLength how much of the body is the engine's.
 */
record SnapshotHeader(
        int layout,
        long sequence,
        long timestampNs,
        Limits limits,
        long engineLength,
        long bodyLength,
        int bodyChecksum) {
    static final int LENGTH = 80;

    private static final long MAGIC = 0x50414e53_434f54L; // "TOCSNAP"
    private static final int FORMAT = 1;
    private static final int CHECKED_LENGTH = LENGTH - Integer.BYTES;

    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(MAGIC).putInt(FORMAT).putInt(layout).putLong(sequence).putLong(timestampNs);
        bytes.putLong(limits.maxAlerts()).putInt(limits.maxSymbols()).putInt(limits.maxAlertsPerOwner());
        bytes.putInt(limits.maxSeries()).putInt(limits.maxSeriesPerSymbol());
        bytes.putLong(engineLength).putLong(bodyLength).putInt(bodyChecksum);
        return bytes.putInt(checksum(bytes)).flip();
    }

    /**
     * @param bytes as many as the file has of them.
     * @throws SnapshotDamagedException when they are no header of this format.
     */
    static SnapshotHeader decode(Path file, ByteBuffer bytes) throws SnapshotDamagedException {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < LENGTH || bytes.getLong(0) != MAGIC) {
            throw new SnapshotDamagedException(file, "not a finished snapshot");
        }
        if (bytes.getInt(CHECKED_LENGTH) != checksum(bytes)) {
            throw new SnapshotDamagedException(file, "damaged header");
        }
        bytes.getLong();
        int format = bytes.getInt();
        if (format != FORMAT) {
            throw new SnapshotDamagedException(file, "format " + format + ", this build reads " + FORMAT);
        }
        return new SnapshotHeader(
                bytes.getInt(),
                bytes.getLong(),
                bytes.getLong(),
                new Limits(bytes.getLong(), bytes.getInt(), bytes.getInt(), bytes.getInt(), bytes.getInt()),
                bytes.getLong(),
                bytes.getLong(),
                bytes.getInt());
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().position(0).limit(CHECKED_LENGTH));
        return (int) crc.getValue();
    }
}
