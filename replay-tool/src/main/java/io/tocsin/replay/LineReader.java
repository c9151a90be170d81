package io.tocsin.replay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a file line after line, as bytes, without making an object for each. One thread. */
final class LineReader implements AutoCloseable {
    static final int MAX_LENGTH = 1 << 16;

    private final InputStream in;
    private final long totalBytes;
    private final byte[] bytes = new byte[2 * MAX_LENGTH];
    private int start;
    private int end;
    private int next;
    private int filled;
    private long number;
    private long readBytes;

    LineReader(Path file) throws IOException {
        in = Files.newInputStream(file);
        totalBytes = Files.size(file);
    }

    /**
     * Moves to the next line; false after the last one. A line that is too long is handed over in part, and the rest is
     * the next.
     */
    boolean next() throws IOException {
        int at = next;
        start = next;
        while (true) {
            while (at < filled && bytes[at] != '\n') {
                at++;
            }
            if (at < filled || at - start >= MAX_LENGTH) {
                return found(at, at + 1);
            }
            int searched = at - start;
            if (!fill()) {
                return start < filled && found(filled, filled);
            }
            at = start + searched;
        }
    }

    private boolean found(int lineEnd, int following) {
        end = lineEnd > start && bytes[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
        next = following;
        number++;
        return true;
    }

    /** Gets more bytes behind the present line, which goes to the front. */
    private boolean fill() throws IOException {
        System.arraycopy(bytes, start, bytes, 0, filled - start);
        filled -= start;
        start = 0;
        int count = in.read(bytes, filled, bytes.length - filled);
        if (count < 0) {
            return false;
        }
        filled += count;
        readBytes += count;
        return true;
    }

    /** Holds the line from {@link #start} to {@link #end}, without its end of line. */
    byte[] bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /** Counts from 1. */
    long number() {
        return number;
    }

    /** How far it has come, of {@link #totalBytes}. */
    long readBytes() {
        return readBytes;
    }

    long totalBytes() {
        return totalBytes;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
