package io.tocsin.gateway.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/** The file with the key of the dev tokens: 256 bits in hexadecimal, for the owner of the process only. */
final class DevKey {
    private static final int LENGTH = 32;

    private DevKey() {}

    static byte[] readOrCreate(Path file) throws IOException {
        if (Files.notExists(file)) {
            create(file);
        }
        String text = Files.readString(file, US_ASCII).strip();
        if (!text.matches("[0-9a-f]{" + 2 * LENGTH + "}")) {
            throw new IOException(file + ": is not a key of 256 bits in hexadecimal; remove it to have one made");
        }
        return HexFormat.of().parseHex(text);
    }

    /** A key is there whole or not at all, and never for other eyes. */
    private static void create(Path file) throws IOException {
        byte[] key = new byte[LENGTH];
        new SecureRandom().nextBytes(key);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel = FileChannel.open(
                fresh,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer text = ByteBuffer.wrap((HexFormat.of().formatHex(key) + '\n').getBytes(US_ASCII));
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
