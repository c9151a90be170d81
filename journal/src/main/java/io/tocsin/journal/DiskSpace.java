package io.tocsin.journal;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Makes sure of room on the disk ahead of appending: a full disk that is met in a mapped page kills the process. One
 * thread.
 */
final class DiskSpace {
    private final File directory;
    private final long blockLength;
    private long checkedLength;

    /** @param blockLength so much is made sure of at a time, twice over. */
    DiskSpace(Path directory, long blockLength) {
        this.directory = directory.toFile();
        this.blockLength = blockLength;
    }

    /** @throws UncheckedIOException when there is too little room. */
    void reserve(int length) {
        checkedLength -= length;
        if (checkedLength < 0) {
            long space = directory.getUsableSpace();
            if (space < 2 * blockLength) {
                throw new UncheckedIOException(
                        new IOException("no space left in " + directory + ": " + space + " bytes are too few"));
            }
            checkedLength = blockLength;
        }
    }
}
