package io.tocsin.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** Hands histograms of nanoseconds from the processes that record them to the one that plots them, as files. */
final class Histograms {
    private static final Path DIRECTORY = Path.of("benchmarks", "results", "histograms");
    private static final long HIGHEST_NS = 60_000_000_000L;
    private static final String SEPARATOR = "~";

    private Histograms() {}

    static Histogram create() {
        return new Histogram(HIGHEST_NS, 3);
    }

    static void record(Histogram histogram, long elapsedNs) {
        histogram.recordValue(Math.min(Math.max(elapsedNs, 0), HIGHEST_NS));
    }

    /** Keeps what this process recorded of a series of a plot; the names are part of a file's. */
    static void save(String plot, String series, Histogram histogram) {
        ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(bytes);
        try {
            Files.createDirectories(DIRECTORY);
            long pid = ProcessHandle.current().pid();
            Path file = DIRECTORY.resolve(String.join(SEPARATOR, plot, series, Long.toString(pid)));
            Files.write(file, Arrays.copyOf(bytes.array(), length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What all processes recorded since {@link #clear}, by plot and series. */
    static Map<String, Map<String, Histogram>> load() throws IOException {
        Map<String, Map<String, Histogram>> plots = new TreeMap<>();
        for (Path file : files()) {
            String[] name = file.getFileName().toString().split(SEPARATOR, -1);
            try {
                plots.computeIfAbsent(name[0], ignored -> new TreeMap<>())
                        .computeIfAbsent(name[1], ignored -> create())
                        .add(Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(Files.readAllBytes(file)), 0));
            } catch (DataFormatException e) {
                throw new IOException("not a histogram: " + file, e);
            }
        }
        return plots;
    }

    static void clear() throws IOException {
        for (Path file : files()) {
            Files.delete(file);
        }
    }

    private static List<Path> files() throws IOException {
        Files.createDirectories(DIRECTORY);
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.toList();
        }
    }
}
