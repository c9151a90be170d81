package io.tocsin.gateway.feed.csv;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Opens a file, and what it is packed in. */
final class CsvFile {
    private static final int HEADER_BYTES = 64 << 10;
    private static final char[] SEPARATORS = {',', ';', '\t', '|'};

    private CsvFile() {}

    /** By the ending of its name: {@code .gz}, {@code .zip} (its first file), or plain. */
    static InputStream open(Path file) throws IOException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        InputStream bytes = Files.newInputStream(file);
        try {
            if (name.endsWith(".gz")) {
                return new BufferedInputStream(new GZIPInputStream(bytes, 1 << 16));
            }
            if (name.endsWith(".zip")) {
                return new BufferedInputStream(firstOf(new ZipInputStream(bytes)));
            }
            return new BufferedInputStream(bytes);
        } catch (IOException broken) {
            bytes.close();
            throw broken;
        }
    }

    private static InputStream firstOf(ZipInputStream zip) throws IOException {
        ZipEntry entry = zip.getNextEntry();
        while (entry != null && entry.isDirectory()) {
            entry = zip.getNextEntry();
        }
        if (entry == null) {
            throw new IOException("the zip has no file in it");
        }
        return zip;
    }

    /** The one that the first line has most of; comma when it has none. The stream stays at its start. */
    static char separatorOf(InputStream buffered) throws IOException {
        buffered.mark(HEADER_BYTES);
        int[] counts = new int[SEPARATORS.length];
        int next = buffered.read();
        for (int read = 1; next >= 0 && next != '\n' && next != '\r' && read < HEADER_BYTES; read++) {
            for (int i = 0; i < SEPARATORS.length; i++) {
                counts[i] += next == SEPARATORS[i] ? 1 : 0;
            }
            next = buffered.read();
        }
        buffered.reset();
        int most = 0;
        for (int i = 1; i < counts.length; i++) {
            most = counts[i] > counts[most] ? i : most;
        }
        return SEPARATORS[most];
    }
}
