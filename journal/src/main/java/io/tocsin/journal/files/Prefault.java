package io.tocsin.journal.files;

import java.io.IOException;
import net.openhft.chronicle.bytes.MappedBytesStore;
import net.openhft.chronicle.core.OS;
import net.openhft.posix.PosixAPI;
import net.openhft.posix.PosixRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the pages of a mapping in memory and mapped before they are used: those of a range in one call, by Linux's
 * {@code madvise(2)} from 5.14 on, and elsewhere by touching one after the other. Nothing in them changes. One thread.
 * <p>
 * Pages that are to be written to are touched in either case. That costs next to nothing where they are mapped, but for
 * a virtual machine whose host keeps page tables beside the guest's: such a host maps a page when it is touched, and
 * else the appender would wait for it. To pages that were only read it comes once more with the first write, so there
 * it would be for nothing.
 */
public final class Prefault {
    private static final Logger LOGGER = LoggerFactory.getLogger(Prefault.class);

    // Of Linux.
    private static final int MADV_POPULATE_READ = 22;
    private static final int MADV_POPULATE_WRITE = 23;
    private static final int EPERM = 1;
    private static final int EINVAL = 22;
    private static final int ENOSYS = 38;

    private final PosixAPI posix;
    private final Access access;
    private boolean isRefused = !OS.isLinux();
    /** What was read. If nobody took it, the compiler would leave the reading out. */
    @SuppressWarnings("UnusedVariable")
    private int seen;

    /** What the pages are made ready for. */
    public enum Access {
        /** They are in memory; a first write to one still has to ask the file system for room. */
        READ(MADV_POPULATE_READ) {
            @Override
            int touch(MappedBytesStore mapping, long position) {
                return mapping.readVolatileByte(position);
            }
        },
        /** They can be written to at once, and are dirty from then on. */
        WRITE(MADV_POPULATE_WRITE) {
            @Override
            int touch(MappedBytesStore mapping, long position) {
                return mapping.compareAndSwapLong(position, 0, 0) ? 0 : 1;
            }
        };

        private final int advice;

        Access(int advice) {
            this.advice = advice;
        }

        abstract int touch(MappedBytesStore mapping, long position);
    }

    public Prefault(Access access) {
        this(PosixAPI.posix(), access);
    }

    Prefault(PosixAPI posix, Access access) {
        this.posix = posix;
        this.access = access;
    }

    /**
     * From one position up to another, both of them multiples of the page, within one mapping.
     *
     * @throws IOException   when there is no room on the disk or in memory, or the disk fails.
     * @throws InternalError from the JVM, in its stead, where pages are touched.
     */
    void prefault(MappedBytesStore mapping, long from, long to) throws IOException {
        if (!isRefused) {
            isRefused = !populate(mapping.addressForRead(from), to - from);
        }
        if (isRefused || access == Access.WRITE) {
            for (long position = from; position < to; position += OS.pageSize()) {
                seen += access.touch(mapping, position);
            }
        }
    }

    /** False when the kernel does not know the call, or a sandbox does not let it through. */
    private boolean populate(long address, long length) throws IOException {
        try {
            if (posix.madvise(address, length, access.advice) == 0) {
                return true;
            }
        } catch (PosixRuntimeException | UnsatisfiedLinkError noSuchCall) {
            return refused(noSuchCall.toString());
        }
        int error = posix.lastError();
        return switch (error) {
            case EINVAL, ENOSYS, EPERM -> refused(posix.strerror(error));
            default -> throw new IOException("cannot populate pages: " + posix.strerror(error));
        };
    }

    private static boolean refused(String error) {
        LOGGER.debug("journal: pages are touched one by one: {}", error);
        return false;
    }
}
