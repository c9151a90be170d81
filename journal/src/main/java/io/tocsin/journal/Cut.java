package io.tocsin.journal;

import io.tocsin.engine.wire.InputBatch;
import io.tocsin.journal.files.DocumentCheck;
import io.tocsin.journal.files.QueueDirectory;
import io.tocsin.journal.files.RollFile;
import io.tocsin.journal.inputs.BatchCheck;
import io.tocsin.journal.inputs.ChronicleJournal;
import io.tocsin.journal.outbox.CursorFile;
import io.tocsin.journal.outbox.DurableCursor;
import io.tocsin.journal.outbox.EventCheck;
import io.tocsin.journal.outbox.Outbox;
import io.tocsin.journal.outbox.OutboxRecord;
import io.tocsin.journal.outbox.OutboxTailer;
import io.tocsin.journal.outbox.SettledNote;
import io.tocsin.journal.snapshot.Snapshots;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import net.openhft.chronicle.wire.Wires;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Takes a data directory back to a position, as if nothing had come after it: inputs, firings, snapshots and the
 * cursors of the outbox's readers. Each file that changes or goes is copied first.
 * <p>
 * One thread, which holds the {@link NodeLock}. It can be run again when it was interrupted, and where nothing is
 * damaged a node can start in between.
 */
public final class Cut {
    private static final DirectBuffer NOTHING = new UnsafeBuffer(0, 0);

    private final Path dataDirectory;
    private final Path copies;
    private final long sequence;
    private final List<Path> changed = new ArrayList<>();

    /**
     * @param copies   a directory to be made, inside the data directory or not.
     * @param sequence the last input that stays.
     */
    public Cut(Path dataDirectory, Path copies, long sequence) {
        this.dataDirectory = dataDirectory;
        this.copies = copies;
        this.sequence = sequence;
    }

    /**
     * Cuts.
     *
     * @return the files that were changed or removed.
     */
    public List<Path> run() throws IOException {
        // What is derived goes before what it is derived from, so that an interruption leaves nothing without its
        // cause.
        for (Path snapshot : new Snapshots(dataDirectory).files()) {
            if (Snapshots.sequenceOf(snapshot) > sequence) {
                remove(snapshot);
            }
        }
        cutOutbox();
        cutJournal();
        return changed;
    }

    private void cutOutbox() throws IOException {
        QueueDirectory outbox = Outbox.files(dataDirectory);
        OutboxRecord record = new OutboxRecord();
        long end = cut(
                outbox,
                new EventCheck(),
                file -> record.wrap(file.buffer(), file.offset(), file.length()).sequence() <= sequence,
                file -> NOTHING);
        for (Path note : SettledNote.filesBeyond(end, dataDirectory)) {
            remove(note);
        }
        for (Path cursor : CursorFile.files(dataDirectory)) {
            if (CursorFile.position(cursor) > end) {
                keep(cursor);
                ByteBuffer position = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                Files.write(cursor, position.putLong(end - DurableCursor.NONE).array());
            }
        }
    }

    private void cutJournal() throws IOException {
        InputBatch.Reader reader = new InputBatch.Reader();
        cut(
                ChronicleJournal.files(dataDirectory),
                new BatchCheck(BatchCheck.ANY),
                file -> reader.firstSequence(file.buffer(), file.offset())
                                + reader.count(file.buffer(), file.offset())
                                - 1
                        <= sequence,
                file -> firstPart(file, reader));
    }

    /** The inputs of a batch that stay, as a batch. */
    private DirectBuffer firstPart(RollFile file, InputBatch.Reader reader) {
        InputBatch part = new InputBatch();
        reader.forEach(file.buffer(), file.offset(), (at, timestampNs, input, offset, length) -> {
            if (at <= sequence) {
                part.add(input, offset, length);
            }
        });
        if (part.isEmpty()) {
            return NOTHING;
        }
        part.seal(reader.firstSequence(file.buffer(), file.offset()), reader.timestampNs(file.buffer(), file.offset()));
        return new UnsafeBuffer(part.buffer(), 0, part.length());
    }

    /**
     * Ends a queue before the first document that does not stay, which one that is damaged does not. The newest file
     * goes first, so that an interruption leaves no gap.
     *
     * @param rest what stays of that document.
     * @return the index of the last document that stays, {@link OutboxTailer#START} when there is none.
     */
    private long cut(QueueDirectory queue, DocumentCheck check, Predicate<RollFile> stays, Rest rest)
            throws IOException {
        queue.forgetNewest();
        List<Path> files = queue.rollFiles();
        long end = OutboxTailer.START;
        for (int i = 0; i < files.size(); i++) {
            Path path = files.get(i);
            int documents = 0;
            boolean isCut = false;
            DirectBuffer last = NOTHING;
            try (RollFile file = new RollFile(path)) {
                while (!isCut && file.next()) {
                    boolean isIntact = check.isIntact(file.buffer(), file.offset(), file.length());
                    if (isIntact && stays.test(file)) {
                        documents++;
                    } else {
                        last = isIntact ? rest.of(file) : NOTHING;
                        isCut = true;
                    }
                }
                isCut |= file.isBroken() || file.holdsIntactAfter(file.nextPosition() + Wires.SPB_HEADER_SIZE, check);
            }
            end = documents == 0 ? end : queue.index(path, documents - 1);
            if (isCut) {
                for (int newest = files.size() - 1; newest > i; newest--) {
                    remove(files.get(newest));
                }
                shorten(queue, path, documents, last);
                return end;
            }
        }
        return end;
    }

    private void shorten(QueueDirectory queue, Path path, int documents, DirectBuffer last) throws IOException {
        if (documents == 0 && last.capacity() == 0) {
            remove(path);
        } else {
            keep(path);
            queue.rewrite(path, documents, last);
        }
    }

    @FunctionalInterface
    private interface Rest {
        DirectBuffer of(RollFile file);
    }

    private void remove(Path file) throws IOException {
        keep(file);
        Files.delete(file);
        // Or a loss of power could bring it back, after what it comes from.
        Snapshots.forceDirectoryOf(file);
    }

    private void keep(Path file) throws IOException {
        Path copy = copies.resolve(dataDirectory.relativize(file));
        Files.createDirectories(copy.getParent());
        if (Files.notExists(copy)) {
            Files.copy(file, copy);
        }
        changed.add(file);
    }
}
