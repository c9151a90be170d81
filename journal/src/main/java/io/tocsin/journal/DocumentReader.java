package io.tocsin.journal;

import java.nio.file.Path;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Reads the documents of a queue directory in order, file after file, beside the process that appends to it. It takes no
 * lock and writes nothing. One thread.
 */
final class DocumentReader implements AutoCloseable {
    private final QueueDirectory directory;
    private final DocumentCheck check;
    private RollFile file;
    private long finishedBytes;

    DocumentReader(QueueDirectory directory, DocumentCheck check) {
        this.directory = directory;
        this.check = check;
    }

    /** Judges a document. */
    @FunctionalInterface
    interface DocumentTest {
        boolean test(DirectBuffer buffer, int offset);
    }

    /**
     * Moves to the next document; false when there is none, or none yet.
     *
     * @throws JournalDamagedException when there is something else in its place.
     */
    boolean next() {
        while (!nextInFile()) {
            Path nextFile = nextFile();
            if (nextFile == null) {
                return false;
            }
            // Now that there is a next file nothing more comes to this one, but it may have come until then.
            if (nextInFile()) {
                return true;
            }
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
            throw directory.damaged("damaged document", file.path(), file.documentCount(), check);
        }
        return false;
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
        int index = file.documentCount() - 1;
        if (!check.isIntact(file.buffer(), file.offset(), file.length())) {
            throw directory.damaged("damaged document", file.path(), index, check);
        }
        if (!check.onDocument(file.buffer(), file.offset(), file.length())) {
            throw directory.damaged("document missing", file.path(), index, check);
        }
    }

    /** Skips the files before the last one whose first document passes a test that all earlier ones pass too. */
    void skipFiles(DocumentTest firstDocument) {
        List<Path> files = directory.rollFiles();
        int low = 0;
        int high = files.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            try (RollFile candidate = new RollFile(files.get(middle))) {
                if (candidate.next() && firstDocument.test(candidate.buffer(), candidate.offset())) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
        }
        if (low > 1) {
            files.subList(0, low - 1)
                    .forEach(skipped -> finishedBytes += skipped.toFile().length());
            open(files.get(low - 1));
        }
    }

    private void open(Path path) {
        close();
        file = new RollFile(path);
    }

    DirectBuffer buffer() {
        return file.buffer();
    }

    int offset() {
        return file.offset();
    }

    int length() {
        return file.length();
    }

    int fileCount() {
        return directory.rollFiles().size();
    }

    /** How far it has come, of {@link #totalBytes}. */
    long readBytes() {
        return finishedBytes + (file == null ? 0 : file.nextPosition());
    }

    long totalBytes() {
        return directory.totalBytes();
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
