package io.tocsin.journal.outbox;

import io.tocsin.journal.files.QueueDirectory;
import io.tocsin.journal.files.RollFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * How far a reader of the outbox has come, as its file shows beside a running node.
 *
 * @param sequence of the last firing it has done with; 0 when it has done with none.
 */
public record CursorFile(String name, long sequence) {
    /** Those of a data directory, by name. O(firings of a file) for each. */
    public static List<CursorFile> of(Path dataDirectory) throws IOException {
        QueueDirectory outbox = Outbox.files(dataDirectory);
        return files(dataDirectory).stream().map(file -> read(file, outbox)).toList();
    }

    public static List<Path> files(Path dataDirectory) throws IOException {
        Path directory = dataDirectory.resolve(Outbox.DIRECTORY);
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(path -> path.toString().endsWith(DurableCursor.SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    private static CursorFile read(Path file, QueueDirectory outbox) {
        String name = file.getFileName().toString();
        return new CursorFile(
                name.substring(0, name.length() - DurableCursor.SUFFIX.length()), sequence(position(file), outbox));
    }

    /** As {@link DurableCursor#position}. */
    public static long position(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return bytes.length < Long.BYTES
                    ? DurableCursor.NONE
                    : ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong() + DurableCursor.NONE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long sequence(long position, QueueDirectory outbox) {
        OutboxRecord record = new OutboxRecord();
        for (Path candidate : outbox.rollFiles()) {
            if (outbox.index(candidate, 0) <= position && position <= outbox.index(candidate, Integer.MAX_VALUE)) {
                try (RollFile file = new RollFile(candidate)) {
                    while (file.next()) {
                        if (outbox.index(candidate, file.documentCount() - 1) == position) {
                            return record.wrap(file.buffer(), file.offset(), file.length())
                                    .sequence();
                        }
                    }
                }
            }
        }
        return 0;
    }
}
