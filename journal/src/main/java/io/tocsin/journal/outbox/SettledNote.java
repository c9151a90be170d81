package io.tocsin.journal.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.agrona.BitUtil;

/**
 * What a named consumer of the outbox is done with beyond its {@link DurableCursor}: everything up to a position, but
 * for some events. What it says stays true, so a note that is old or lost costs nothing but repetitions.
 *
 * <pre>
 *  +----------+------+--------+-----
 *  | checksum | upTo | except | ...
 *  +----------+------+--------+-----
 *   4          8      8
 * </pre>
 *
 * Little-endian; the checksum is the CRC-32C of all that follows it. The file is written aside and renamed, and not
 * synced. One thread.
 */
public final class SettledNote {
    private static final String SUFFIX = ".settled";

    private final Path file;

    SettledNote(Path directory, String name) {
        this(directory.resolve(name + SUFFIX));
    }

    private SettledNote(Path file) {
        this.file = file;
    }

    /**
     * What is settled.
     *
     * @param upTo   every event up to this {@link OutboxTailer#position} is settled, but for those in {@code except}.
     * @param except the positions that these stand next after, in ascending order.
     */
    public record Settled(long upTo, List<Long> except) {
        public Settled {
            except = List.copyOf(except);
        }
    }

    /** Replaces what was noted before. */
    public void write(Settled settled) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BitUtil.SIZE_OF_INT
                        + BitUtil.SIZE_OF_LONG * (1 + settled.except().size()))
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(BitUtil.SIZE_OF_INT)
                .putLong(settled.upTo());
        settled.except().forEach(bytes::putLong);
        bytes.putInt(0, checksum(bytes));
        Path aside = file.resolveSibling(file.getFileName() + ".tmp");
        Files.write(aside, bytes.array());
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** What was noted last; empty when nothing was, or it is not whole. */
    public Optional<Settled> read() throws IOException {
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.capacity() < BitUtil.SIZE_OF_INT + BitUtil.SIZE_OF_LONG || bytes.getInt() != checksum(bytes)) {
            return Optional.empty();
        }
        long upTo = bytes.getLong();
        List<Long> except = new ArrayList<>();
        while (bytes.remaining() >= BitUtil.SIZE_OF_LONG) {
            except.add(bytes.getLong());
        }
        return Optional.of(new Settled(upTo, except));
    }

    /** Forgets what was noted. */
    public void remove() throws IOException {
        Files.deleteIfExists(file);
    }

    /** The files of a data directory that speak of events after a position, by name. */
    public static List<Path> filesBeyond(long position, Path dataDirectory) throws IOException {
        Path directory = dataDirectory.resolve(Outbox.DIRECTORY);
        List<Path> beyond = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> entries = Files.list(directory)) {
                for (Path path : entries.sorted().toList()) {
                    if (path.toString().endsWith(SUFFIX) && new SettledNote(path).isBeyond(position)) {
                        beyond.add(path);
                    }
                }
            }
        }
        return beyond;
    }

    private boolean isBeyond(long position) throws IOException {
        return read().filter(settled -> settled.upTo() > position).isPresent();
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(BitUtil.SIZE_OF_INT, bytes.capacity() - BitUtil.SIZE_OF_INT));
        return (int) crc.getValue();
    }
}
