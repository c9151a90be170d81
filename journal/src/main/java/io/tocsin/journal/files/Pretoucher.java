package io.tocsin.journal.files;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import net.openhft.chronicle.bytes.MappedBytesStore;
import net.openhft.chronicle.core.OS;
import net.openhft.chronicle.core.io.ClosedIllegalStateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Touches the pages that the appender comes to next, through its own mapping and on the thread {@code tocsin-pages},
 * once there is room for them on the disk, and maps the next part of the file: what the file system needs to find room,
 * and the kernel to find, clear and map a page, a millisecond at worst, the appending thread does not wait for.
 * <p>
 * It only helps. Where it is late, the appender touches its pages itself; and when something goes wrong here it leaves
 * the file to the appender until the next one. Of a file that grows slowly it touches no more than there is in it.
 */
public final class Pretoucher implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Pretoucher.class);

    static final int MAX_AHEAD = 2 << 20;
    private static final int NOTED_EVERY = 256 << 10;
    private static final int PAGE = OS.pageSize();

    private final DiskSpace space;
    private final Prefault pages;
    private final AppendedFile appended = new AppendedFile();
    private final Thread thread = new Thread(this::run, "tocsin-pages");
    private volatile boolean closing;

    // Of the appending thread.
    private int unnoted;

    // Of the thread that touches.
    private long touchedTo;

    public Pretoucher(DiskSpace space, Prefault pages) {
        this.space = space;
        this.pages = pages;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** After an append. Appending thread; allocates nothing but for a new file. */
    public void onAppended(QueueAppender appender, int length) {
        unnoted += length;
        if (unnoted < NOTED_EVERY) {
            return;
        }
        unnoted = 0;
        appended.note(appender);
        LockSupport.unpark(thread);
    }

    private void run() {
        try {
            while (!closing) {
                touchOrRest();
            }
        } finally {
            appended.close();
        }
    }

    private void touchOrRest() {
        try {
            if (appended.takeNext()) {
                touchedTo = 0;
            }
            if (!appended.isTaken() || !touchSome(appended.position())) {
                LockSupport.park(this);
            }
        } catch (ClosedIllegalStateException wasRolled) {
            appended.leave();
        } catch (IOException | InternalError noRoom) {
            // The JVM throws the error in a thread that touches a page for which there is no room.
            LOGGER.warn("journal: no pages are touched ahead until the next roll file: {}", noRoom.toString());
            appended.leave();
        }
    }

    /** False when all is touched that comes next, or there is no room for it. */
    private boolean touchSome(long position) throws IOException {
        if (!space.reserveAhead(appended.cycle(), position + MAX_AHEAD)) {
            return false;
        }
        long limit = pageOf(position + Math.min(position, MAX_AHEAD));
        if (touchedTo >= limit) {
            return false;
        }
        touchedTo = Math.max(touchedTo, pageOf(position));
        long until = Math.min(touchedTo + NOTED_EVERY, limit);
        while (touchedTo < until) {
            MappedBytesStore mapping = appended.mapping(touchedTo);
            long next = Math.min(until, mapping.safeLimit());
            pages.prefault(mapping, touchedTo, next);
            touchedTo = next;
        }
        return true;
    }

    private static long pageOf(long position) {
        return position - position % PAGE;
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
