package io.tocsin.journal.files;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import net.openhft.chronicle.bytes.MappedBytesStore;
import net.openhft.chronicle.bytes.MappedFile;
import net.openhft.chronicle.core.io.ReferenceOwner;

/**
 * Hands the roll file that is appended to, and how far, from the appending thread to one other, which may use the
 * appender's own mapping of it: what that thread holds is not unmapped and not closed.
 */
final class AppendedFile implements AutoCloseable {
    private final ReferenceOwner owner = ReferenceOwner.temporary("appended");
    private final AtomicReference<Opened> next = new AtomicReference<>();

    // Of the appending thread.
    private int cycle = -1;
    private Opened current;

    // Of the other.
    private Opened taken;
    private MappedBytesStore mapping;

    private static final class Opened {
        private final int cycle;
        private final MappedFile file;
        private final long start;
        private volatile long position;

        Opened(int cycle, MappedFile file, long position) {
            this.cycle = cycle;
            this.file = file;
            start = position;
            this.position = position;
        }
    }

    /** After an append. Appending thread; allocates nothing but for a new file. */
    void note(QueueAppender appender) {
        if (appender.cycle() == cycle) {
            current.position = appender.position();
            return;
        }
        cycle = appender.cycle();
        current = new Opened(cycle, appender.mappedFile(), appender.position());
        current.file.reserve(owner);
        release(next.getAndSet(current));
    }

    /** Takes the next file when there is one. */
    boolean takeNext() {
        Opened opened = next.getAndSet(null);
        if (opened == null) {
            return false;
        }
        leave();
        taken = opened;
        return true;
    }

    boolean isTaken() {
        return taken != null;
    }

    /** Of the file that was taken. */
    int cycle() {
        return taken.cycle;
    }

    /** Where the document ends that the appending thread noted first, in the file that was taken. */
    long start() {
        return taken.start;
    }

    /** Where the last document ends that it noted. */
    long position() {
        return taken.position;
    }

    /** The mapping that holds a position of the file that was taken, until the next call. */
    MappedBytesStore mapping(long at) throws IOException {
        if (mapping == null || !mapping.inside(at)) {
            MappedBytesStore last = mapping;
            mapping = taken.file.acquireByteStore(owner, at);
            if (last != null) {
                last.release(owner);
            }
        }
        return mapping;
    }

    /** Holds nothing any more, until the next file. */
    void leave() {
        if (mapping != null) {
            mapping.release(owner);
            mapping = null;
        }
        release(taken);
        taken = null;
    }

    /** Holds nothing any more, and nothing is noted after that. The other thread, or any once that has ended. */
    @Override
    public void close() {
        takeNext();
        leave();
    }

    private void release(Opened left) {
        if (left != null) {
            left.file.release(owner);
        }
    }
}
