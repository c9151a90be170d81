package io.tocsin.gateway.node;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks whether a directory will do for a node, before anything is written to it. */
final class DataDirectory {
    /** The blocks of journal and outbox that are mapped at a time. */
    private static final long FIRST_BYTES = 40 << 20;

    private DataDirectory() {}

    /** The directory need not be there yet; then what is there above it counts. */
    static void requireUsable(Path directory) throws StartException, IOException {
        Path there = directory.toAbsolutePath().normalize();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there)) {
            throw unusable(directory, there + " is not a directory");
        }
        FileStore disk = Files.getFileStore(there);
        if (disk.isReadOnly()) {
            throw unusable(directory, "the file system of " + there + " is read-only");
        }
        if (!Files.isWritable(there)) {
            throw unusable(directory, "no permission to write " + there);
        }
        long free = disk.getUsableSpace();
        if (isNew(directory) && free < FIRST_BYTES) {
            throw unusable(
                    directory,
                    (free >> 20) + " MiB are free on the disk of " + there + ", a first start takes "
                            + (FIRST_BYTES >> 20));
        }
    }

    /** One that has been in use may be full: its node shows what it has, and waits for room. */
    private static boolean isNew(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return true;
        }
        try (var entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }

    private static StartException unusable(Path directory, String reason) {
        return new StartException("data-dir: " + directory + ": " + reason);
    }
}
