package io.tocsin.journal;

import java.nio.file.Path;
import net.openhft.posix.OpenFlag;
import net.openhft.posix.PosixAPI;

/**
 * Asks the file system to set room aside in a file, by Linux's {@code fallocate(2)}: what is there stays as it is, and a first write
 * to the rest of the range, through a mapping too, will find its room. Any thread.
 */
final class Fallocate {
    /** The length of the file stays as it is. Without this flag the call below would fall back to one that writes. */
    private static final int KEEP_SIZE = 1;

    private static final int EINTR = 4;
    private static final int ENOSPC = 28;
    private static final int EDQUOT = 122;

    private final PosixAPI posix;

    Fallocate(PosixAPI posix) {
        this.posix = posix;
    }

    /** What the file system says. */
    enum Answer {
        GRANTED,
        /** The disk is full, or a quota is used up. */
        NO_ROOM,
        /** It has no such call, or cannot be asked. */
        UNKNOWN
    }

    /** Asks for room from one position up to another in a file that is there. */
    Answer allocate(Path file, long from, long to) {
        int descriptor = posix.open(file.toString(), OpenFlag.O_RDWR, 0);
        if (descriptor < 0) {
            return Answer.UNKNOWN;
        }
        try {
            return allocate(descriptor, from, to);
        } catch (UnsatisfiedLinkError noSuchCall) {
            return Answer.UNKNOWN;
        } finally {
            posix.close(descriptor);
        }
    }

    private Answer allocate(int descriptor, long from, long to) {
        while (posix.fallocate(descriptor, KEEP_SIZE, from, to - from) != 0) {
            int error = posix.lastError();
            if (error != EINTR) {
                return error == ENOSPC || error == EDQUOT ? Answer.NO_ROOM : Answer.UNKNOWN;
            }
        }
        return Answer.GRANTED;
    }
}
