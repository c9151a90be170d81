package io.tocsin.replay;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * The data directory of a node of one version of the schema, in a zip file. The unused ends of its files are left out.
 */
final class GoldenJournal {
    private static final Path RESOURCES = Path.of("src", "test", "resources", "golden");

    static final long SNAPSHOT_SEQUENCE = 400;

    private GoldenJournal() {}

    static Path file(int version) {
        return RESOURCES.resolve("version-" + version + ".zip");
    }

    /**
     * The state after input {@link #SNAPSHOT_SEQUENCE} of a journal, as the last build before idempotency keys had
     * bounds wrote it: format 1, layout 2.
     */
    static Path snapshot(int version) {
        return RESOURCES.resolve("version-" + version + ".snapshot");
    }

    static void unpack(int version, Path data) throws IOException {
        try (InputStream in = Files.newInputStream(file(version));
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = data.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
            }
        }
    }

    static void pack(Path data, int version) throws IOException {
        Files.createDirectories(RESOURCES);
        try (Stream<Path> walk = Files.walk(data);
                OutputStream out = Files.newOutputStream(file(version));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(Deflater.BEST_COMPRESSION);
            List<Path> files = walk.filter(Files::isRegularFile).sorted().toList();
            for (Path file : files) {
                ZipEntry entry = new ZipEntry(data.relativize(file).toString());
                entry.setLastModifiedTime(FileTime.fromMillis(0));
                zip.putNextEntry(entry);
                byte[] bytes = Files.readAllBytes(file);
                zip.write(bytes, 0, usedLength(bytes));
                zip.closeEntry();
            }
        }
    }

    /** Up to the last byte that was written, and a length that says that nothing follows. */
    private static int usedLength(byte[] bytes) {
        int length = bytes.length;
        while (length > 0 && bytes[length - 1] == 0) {
            length--;
        }
        return Math.min(bytes.length, (length + 11) & ~7);
    }
}
