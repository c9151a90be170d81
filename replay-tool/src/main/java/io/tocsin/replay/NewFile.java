package io.tocsin.replay;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that is written aside and gets its name when it is whole, so that nobody ever reads a half one. One thread.
 */
final class NewFile implements AutoCloseable {
    private final Path file;
    private final Path aside;
    private final FileChannel channel;

    NewFile(Path file) throws IOException {
        this.file = file;
        aside = file.resolveSibling(file.getFileName() + ".part");
        channel = FileChannel.open(
                aside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    /** Writes to the file; closing it leaves the file open. */
    OutputStream stream() {
        return new FilterOutputStream(Channels.newOutputStream(channel)) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                flush();
            }
        };
    }

    /** What was written is all: gives the file its name. */
    void commit() throws IOException {
        channel.force(true);
        channel.close();
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Without {@link #commit} before, nothing is left of it. */
    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(aside);
    }
}
