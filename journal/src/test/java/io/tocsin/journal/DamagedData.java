package io.tocsin.journal;

import io.tocsin.engine.codec.ClockEncoder;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.wire.InputBatch;
import io.tocsin.journal.inputs.ChronicleJournal;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;

/** A journal of three hours and so three files, each with batches of ten clock inputs, and hands that damage it. */
public final class DamagedData {
    public static final int FILES = 3;
    public static final int BATCHES = 100;
    public static final int INPUTS = 10;

    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final int LENGTH_MASK = 0x3FFF_FFFF;
    private static final int MARKS = ~LENGTH_MASK;

    private final Path data;

    public DamagedData(Path data) {
        this.data = data;
        InputBatch batch = new InputBatch();
        UnsafeBuffer message = new UnsafeBuffer(new byte[64]);
        int length = new ClockEncoder()
                .wrapAndApplyHeader(message, 0, new MessageHeaderEncoder())
                .correlationId(0)
                .limit();
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            journal.replay(0, (buffer, offset, batchLength) -> {});
            for (int i = 0; i < FILES * BATCHES; i++) {
                batch.clear();
                for (int input = 0; input < INPUTS; input++) {
                    batch.add(message, 0, length);
                }
                batch.seal(journal.lastSequence() + 1, 1_700_000_000_000_000_000L + i / BATCHES * HOUR_NS + i);
                journal.append(batch.buffer(), 0, batch.length());
            }
        }
    }

    /** The first sequence of a document. */
    public static long sequence(int file, int document) {
        return 1 + (long) INPUTS * (file * BATCHES + document);
    }

    public Path file(int number) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("journal"))) {
            return files.filter(path -> path.toString().endsWith(".cq4"))
                    .sorted()
                    .toList()
                    .get(number);
        }
    }

    /** Where the documents of a file begin, found by their lengths. */
    public static List<Long> documents(Path file) throws IOException {
        List<Long> positions = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        for (int header = bytes.getInt(0); header != 0 && (header & MARKS) != MARKS; header = bytes.getInt(at)) {
            if ((header & MARKS) == 0) {
                positions.add((long) at);
            }
            at += 4 + ((header & LENGTH_MASK) + 3 & ~3);
        }
        return positions;
    }

    public static void write(Path file, long position, byte[] bytes) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.seek(position);
            out.write(bytes);
        }
    }

    public static void flip(Path file, long position) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.seek(position);
            int before = out.read();
            out.seek(position);
            out.write(before ^ 0x10);
        }
    }

    public static void truncate(Path file, long length) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(length);
        }
    }
}
