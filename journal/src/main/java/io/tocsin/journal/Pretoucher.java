package io.tocsin.journal;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import net.openhft.chronicle.bytes.MappedBytesStore;
import net.openhft.chronicle.bytes.MappedFile;
import net.openhft.chronicle.core.io.ClosedIllegalStateException;
import net.openhft.chronicle.core.io.ReferenceOwner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Touches the pages that the appender comes to next, through its own mapping and on the thread {@code tocsin-pages}, and maps the next
 * part of the file: what the kernel needs to find, clear and map a page, a millisecond at worst, the appending thread does not wait for.
 * <p>
 * It only helps. Where it is late, the appender touches its pages itself; and when something goes wrong here it leaves the file
 * to the appender until the next one. Of a file that grows slowly it touches no more than there is in it.
 */
final class Pretoucher implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Pretoucher.class);

    static final int MAX_AHEAD = 2 << 20;
    private static final int TOLD_EVERY = 256 << 10;
    private static final int PAGE = 4096;

    private final Touch touch;
    private final ReferenceOwner owner = ReferenceOwner.temporary("pretoucher");
    private final Thread thread = new Thread(this::run, "tocsin-pages");
    private final AtomicReference<MappedFile> next = new AtomicReference<>();
    private volatile long appendedTo;
    private volatile boolean closing;

    // Of the appending thread.
    private int untold;
    private int cycle = -1;

    // Of the thread that touches.
    private MappedFile file;
    private MappedBytesStore mapping;
    private long touchedTo;
    /** What was read. If nobody took it, the compiler would leave the reading out. */
    @SuppressWarnings("UnusedVariable")
    private int seen;

    /** How to touch a page. */
    enum Touch {
        /** So that it is in memory; a first write to it still has to ask the file system for room. */
        READ {
            @Override
            int touch(MappedBytesStore mapping, long position) {
                return mapping.readVolatileByte(position);
            }
        },
        /** So that it can be written to at once. The page is dirty from then on. */
        WRITE {
            @Override
            int touch(MappedBytesStore mapping, long position) {
                return mapping.compareAndSwapLong(position, 0, 0) ? 0 : 1;
            }
        };

        abstract int touch(MappedBytesStore mapping, long position);
    }

    Pretoucher(Touch touch) {
        this.touch = touch;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** After an append. Appending thread; allocates nothing. */
    void onAppended(QueueAppender appender, int length) {
        untold += length;
        if (untold < TOLD_EVERY) {
            return;
        }
        untold = 0;
        appendedTo = appender.position();
        if (appender.cycle() != cycle) {
            cycle = appender.cycle();
            MappedFile opened = appender.mappedFile();
            opened.reserve(owner);
            release(next.getAndSet(opened));
        }
        LockSupport.unpark(thread);
    }

    private void run() {
        try {
            while (!closing) {
                touchOrRest();
            }
        } finally {
            takeNextFile();
            leaveFile();
        }
    }

    private void touchOrRest() {
        try {
            takeNextFile();
            long until = appendedTo + Math.min(appendedTo, MAX_AHEAD);
            if (file == null || touchedTo >= until) {
                LockSupport.park(this);
            } else {
                touchSome(until);
            }
        } catch (ClosedIllegalStateException wasRolled) {
            leaveFile();
        } catch (IOException | InternalError noRoom) {
            // The JVM tells a thread so that touches a page for which there is no room.
            LOGGER.warn("journal: no pages are touched ahead until the next roll file: {}", noRoom.toString());
            leaveFile();
        }
    }

    private void takeNextFile() {
        MappedFile taken = next.getAndSet(null);
        if (taken != null) {
            leaveFile();
            file = taken;
            touchedTo = 0;
        }
    }

    private void touchSome(long limit) throws IOException {
        touchedTo = Math.max(touchedTo, appendedTo - appendedTo % PAGE);
        long until = Math.min(touchedTo + TOLD_EVERY, limit);
        while (touchedTo < until) {
            map(touchedTo);
            seen += touch.touch(mapping, touchedTo);
            touchedTo += PAGE;
        }
    }

    private void map(long position) throws IOException {
        if (mapping == null || !mapping.inside(position)) {
            MappedBytesStore last = mapping;
            mapping = file.acquireByteStore(owner, position);
            if (last != null) {
                last.release(owner);
            }
        }
    }

    private void leaveFile() {
        if (mapping != null) {
            mapping.release(owner);
            mapping = null;
        }
        release(file);
        file = null;
    }

    private void release(MappedFile left) {
        if (left != null) {
            left.release(owner);
        }
    }

    /** Ends, and holds no file after that. Appending thread. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
