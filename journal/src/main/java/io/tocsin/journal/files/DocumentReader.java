package io.tocsin.journal.files;

import java.nio.file.Path;
import java.util.List;
import net.openhft.chronicle.wire.Wires;
import org.agrona.DirectBuffer;

/**
 * Reads the documents of a queue directory in order, file after file, beside the process that appends to it. It takes
 * no lock and writes nothing. One thread.
 */
public final class DocumentReader implements AutoCloseable {
    private final QueueDirectory directory;
    private final DocumentCheck check;
    private RollFile file;
    private boolean isEndChecked;
    private long finishedBytes;

    public DocumentReader(QueueDirectory directory, DocumentCheck check) {
        this.directory = directory;
        this.check = check;
    }

    /**
     * Moves to the next document; false when there is none, or none yet.
     *
     * @throws JournalDamagedException when there is something else in its place.
     */
    public boolean next() {
        while (!nextInFile()) {
            Path nextFile = nextFile();
            if (nextFile == null) {
                checkEnd();
                return false;
            }
            // Now that there is a next file nothing more comes to this one, but it may have come until then.
            if (nextInFile()) {
                return true;
            }
            checkEnd();
            finishedBytes += file == null ? 0 : file.path().toFile().length();
            open(nextFile);
        }
        return true;
    }

    private boolean nextInFile() {
        if (file == null) {
            return false;
        }
        if (file.next()) {
            checkDocument();
            return true;
        }
        if (file.isBroken()) {
            throw damaged(file.nextPosition());
        }
        return false;
    }

    /** Nothing was committed here: that is the end, unless whole documents follow. Those do not come to be later. */
    private void checkEnd() {
        if (file == null || isEndChecked || file.isFinished()) {
            return;
        }
        isEndChecked = true;
        long end = file.nextPosition();
        // Beside an appender what was not there at first may be there by now.
        if (file.holdsIntactAfter(end + Wires.SPB_HEADER_SIZE, check) && !file.hasNext()) {
            throw QueueDirectory.damaged("damaged document", file.path(), end, check.expectedSequence());
        }
    }

    private JournalDamagedException damaged(long position) {
        boolean isLast = nextFile() == null && !file.holdsIntactAfter(position + Wires.SPB_HEADER_SIZE, check);
        return isLast
                ? QueueDirectory.torn(file.path(), position, check.expectedSequence())
                : QueueDirectory.damaged("damaged document", file.path(), position, check.expectedSequence());
    }

    private Path nextFile() {
        for (Path candidate : directory.rollFiles()) {
            if (file == null || candidate.compareTo(file.path()) > 0) {
                return candidate;
            }
        }
        return null;
    }

    private void checkDocument() {
        if (!check.isIntact(file.buffer(), file.offset(), file.length())) {
            throw damaged(file.position());
        }
        if (!check.onDocument(file.buffer(), file.offset(), file.length())) {
            throw QueueDirectory.damaged("document missing", file.path(), file.position(), check.expectedSequence());
        }
    }

    /**
     * Has {@link #next} come to the last document that passes a test, which all earlier ones pass too; to the first one
     * when none does. Binary search for the file, then in it.
     */
    public void seek(RollFile.DocumentTest test) {
        List<Path> files = directory.rollFiles();
        int low = 0;
        int high = files.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            try (RollFile candidate = new RollFile(files.get(middle))) {
                if (candidate.startsWith(test, check)) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
        }
        if (low > 0) {
            files.subList(0, low - 1)
                    .forEach(skipped -> finishedBytes += skipped.toFile().length());
            open(files.get(low - 1));
            file.seek(test, check);
        }
    }

    private void open(Path path) {
        close();
        file = new RollFile(path);
        isEndChecked = false;
    }

    public DirectBuffer buffer() {
        return file.buffer();
    }

    public int offset() {
        return file.offset();
    }

    public int length() {
        return file.length();
    }

    public int fileCount() {
        return directory.rollFiles().size();
    }

    /** How far it has come, of {@link #totalBytes}. */
    public long readBytes() {
        return finishedBytes + (file == null ? 0 : file.nextPosition());
    }

    public long totalBytes() {
        return directory.totalBytes();
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
