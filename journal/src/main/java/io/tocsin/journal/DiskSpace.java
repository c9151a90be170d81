package io.tocsin.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Makes sure of room on the disk ahead of appending: a full disk that is met in a mapped page is an error from which
 * there is no way back. So the room for what is mapped but has no place on the disk yet is never used. One thread.
 */
final class DiskSpace {
    private final Path directory;
    private final long blockLength;
    private final DiskWatch watch;
    private long checkedLength;

    /** @param blockLength so much is mapped at a time; room for two of them is never used. */
    DiskSpace(Path directory, long blockLength, DiskWatch watch) {
        this.directory = directory;
        this.blockLength = blockLength;
        this.watch = watch;
        watch.add(directory);
    }

    /** @throws UncheckedIOException when there is too little room. */
    void reserve(int length) {
        checkedLength -= length;
        if (checkedLength < 0) {
            long free = watch.check(directory);
            if (free < 2 * blockLength) {
                throw new UncheckedIOException(
                        new IOException("no space left in " + directory + ": " + free + " bytes are too few"));
            }
            checkedLength = blockLength / 4;
        }
    }
}
