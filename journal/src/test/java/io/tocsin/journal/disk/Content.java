package io.tocsin.journal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** What a file holds. */
final class Content {
    static final Content NOTHING = new Content(new byte[0], 0);

    /** Longer than any stretch of zeros that something else follows: an index that is empty so far. */
    private static final int CHUNK = 1 << 17;

    private static final int SPARE = 1 << 14;

    private static final byte[] ZEROS = new byte[CHUNK];

    private final byte[] bytes;
    private final long length;

    private Content(byte[] bytes, long length) {
        this.bytes = bytes;
        this.length = length;
    }

    /** Up to the last one that is not 0: the rest of the file is. */
    byte[] bytes() {
        return bytes;
    }

    /** Reads no further than to where the file is empty. */
    static Content of(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            byte[] bytes = {};
            int used = 0;
            do {
                bytes = Arrays.copyOf(bytes, used + CHUNK);
                ByteBuffer chunk = ByteBuffer.wrap(bytes, used, CHUNK);
                while (chunk.hasRemaining() && channel.read(chunk) > 0) {
                    // until it is full, or the file ends
                }
                used += CHUNK;
            } while (!Arrays.equals(bytes, used - CHUNK, used, ZEROS, 0, CHUNK));
            return new Content(trimmed(bytes), channel.size());
        }
    }

    void writeTo(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes));
            if (length > bytes.length) {
                channel.write(ByteBuffer.allocate(1), length - 1);
            }
        }
    }

    /** In a file that ends soon after what is in it, instead of a long sparse one, which takes long to look through. */
    Content shortened() {
        return new Content(bytes, Math.min(length, bytes.length + SPARE));
    }

    /** With zeros from a position on. */
    Content upTo(int position) {
        return new Content(trimmed(Arrays.copyOf(bytes, Math.min(position, bytes.length))), length);
    }

    /** With other bytes, in a file of the same length. */
    Content with(byte[] other) {
        return new Content(trimmed(other), length);
    }

    private static byte[] trimmed(byte[] bytes) {
        int used = bytes.length;
        while (used > 0 && bytes[used - 1] == 0) {
            used--;
        }
        return Arrays.copyOf(bytes, used);
    }
}
