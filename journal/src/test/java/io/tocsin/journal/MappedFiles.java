package io.tocsin.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What Linux says of the roll files below a directory that this process has mapped and open. */
record MappedFiles(Path directory) {
    /** How much of them is in the mappings that begin at a position of a file. */
    long residentKilobytes(long position) throws IOException {
        return residentKilobytes(map -> map.contains(String.format(" %08x ", position)));
    }

    long residentKilobytes() throws IOException {
        return residentKilobytes(map -> true);
    }

    private long residentKilobytes(Predicate<String> counted) throws IOException {
        long kilobytes = 0;
        boolean isCounted = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.matches("\\p{XDigit}+-\\p{XDigit}+ .*")) {
                isCounted = isRollFile(line) && counted.test(line);
            } else if (isCounted && line.startsWith("Rss:")) {
                kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return kilobytes;
    }

    List<String> mapped() throws IOException {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            return maps.filter(this::isRollFile)
                    .map(map -> map.substring(map.indexOf('/')))
                    .distinct()
                    .toList();
        }
    }

    List<String> open() throws IOException {
        try (Stream<Path> opened = Files.list(Path.of("/proc/self/fd"))) {
            return opened.map(MappedFiles::target).filter(this::isRollFile).toList();
        }
    }

    private boolean isRollFile(String line) {
        return line.contains(directory.toString()) && line.endsWith(".cq4");
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
