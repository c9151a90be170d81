package io.tocsin.journal.files;

import java.io.IOException;
import net.openhft.chronicle.bytes.MappedBytesStore;
import net.openhft.chronicle.core.OS;
import net.openhft.chronicle.core.io.ClosedIllegalStateException;
import net.openhft.posix.MAdviseFlag;
import net.openhft.posix.PosixAPI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the pages that the appender is done with out of its mapping before they are synced, many in one call. A page
 * that is mapped when it is written out is made read-only first, and for each of them all other processors are
 * interrupted. In the page cache they stay as they are: the mapping is shared with the file.
 * <p>
 * It only helps. When something goes wrong here, syncs are slower until the next roll file.
 */
final class Unmapper implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Unmapper.class);
    private static final int PAGE = OS.pageSize();

    private final PosixAPI posix;
    private final AppendedFile appended = new AppendedFile();
    private long unmappedTo;

    Unmapper(PosixAPI posix) {
        this.posix = posix;
    }

    /** After an append. Appending thread; allocates nothing but for a new file. */
    void onAppended(QueueAppender appender) {
        appended.note(appender);
    }

    /** Before a sync, on its thread. */
    void unmap() {
        try {
            if (appended.takeNext()) {
                unmappedTo = pageOf(appended.start());
            }
            if (appended.isTaken()) {
                unmapUntil(pageOf(appended.position()));
            }
        } catch (ClosedIllegalStateException wasRolled) {
            appended.leave();
        } catch (IOException e) {
            LOGGER.warn("journal: syncs are slower until the next roll file: {}", e.getMessage());
            appended.leave();
        }
    }

    private void unmapUntil(long position) throws IOException {
        while (unmappedTo < position) {
            MappedBytesStore mapping = appended.mapping(unmappedTo);
            long until = Math.min(position, mapping.safeLimit());
            unmap(mapping.addressForRead(unmappedTo), until - unmappedTo);
            unmappedTo = until;
        }
    }

    private void unmap(long address, long length) throws IOException {
        if (posix.madvise(address, length, MAdviseFlag.MADV_DONTNEED) != 0) {
            throw new IOException("cannot unmap pages: " + posix.lastErrorStr());
        }
    }

    private static long pageOf(long position) {
        return position - position % PAGE;
    }

    /** Holds no file after that. On the thread of the syncs, or after it has ended. */
    @Override
    public void close() {
        appended.close();
    }
}
