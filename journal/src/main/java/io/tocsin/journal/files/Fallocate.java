package io.tocsin.journal.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import net.openhft.chronicle.core.OS;
import net.openhft.posix.PosixAPI;
import net.openhft.posix.PosixRuntimeException;

/**
 * Asks the file system to set room aside in a file, by Linux's {@code fallocate(2)}: what is there stays as it is, and
 * a write to any part of the range, through a mapping too, will find its room. Any thread.
 */
final class Fallocate {
    /** They take new room for each write, and do not keep what they grant. */
    private static final Set<String> COPY_ON_WRITE = Set.of("btrfs", "zfs", "bcachefs");

    // Of Linux.
    private static final int O_RDWR = 2;
    private static final int O_CREAT = 0x40;
    private static final int PERMISSIONS = 0x1b6; // 666 in octal, but for what the process masks
    private static final int EINTR = 4;
    private static final int ENOSPC = 28;
    private static final int ENOSYS = 38;
    private static final int EOPNOTSUPP = 95;
    private static final int EDQUOT = 122;

    /** The length of the file stays as it is. Without this flag the call below would fall back to one that writes. */
    private static final int KEEP_SIZE = 1;

    private final PosixAPI posix;

    Fallocate(PosixAPI posix) {
        this.posix = posix;
    }

    /** What the file system says. */
    enum Answer {
        GRANTED,
        /** The disk is full, or a quota is used up. */
        NO_ROOM,
        /** Nobody here can promise room. */
        UNSUPPORTED,
        /** It could not be asked this time. */
        FAILED
    }

    /** Asks for room from one position up to another in a file, which is made when it is not there. */
    Answer allocate(Path file, long from, long to) {
        if (!OS.isLinux() || isCopyOnWrite(file)) {
            return Answer.UNSUPPORTED;
        }
        try {
            int descriptor = posix.open(file.toString(), O_RDWR | O_CREAT, PERMISSIONS);
            if (descriptor < 0) {
                return answer(posix.lastError());
            }
            try {
                return allocate(descriptor, from, to);
            } finally {
                posix.close(descriptor);
            }
        } catch (PosixRuntimeException | UnsatisfiedLinkError noSuchCall) {
            return Answer.UNSUPPORTED;
        }
    }

    private Answer allocate(int descriptor, long from, long to) {
        int error = EINTR;
        while (error == EINTR) {
            if (posix.fallocate(descriptor, KEEP_SIZE, from, to - from) == 0) {
                return Answer.GRANTED;
            }
            error = posix.lastError();
        }
        return answer(error);
    }

    private static Answer answer(int error) {
        return switch (error) {
            case ENOSPC, EDQUOT -> Answer.NO_ROOM;
            case ENOSYS, EOPNOTSUPP -> Answer.UNSUPPORTED;
            default -> Answer.FAILED;
        };
    }

    private static boolean isCopyOnWrite(Path file) {
        try {
            return COPY_ON_WRITE.contains(Files.getFileStore(file.getParent()).type());
        } catch (IOException unknown) {
            return false;
        }
    }

    /** What stood in the way when the last answer was {@link Answer#FAILED}. */
    String lastError() {
        return posix.lastErrorStr();
    }
}
