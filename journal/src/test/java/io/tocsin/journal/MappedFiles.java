package io.tocsin.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What Linux says of the roll files below a directory that this process has mapped and open. */
public record MappedFiles(Path directory) {
    /** How much of them is mapped by the mappings that begin at a position of a file. */
    public long residentKilobytes(long position) throws IOException {
        return kilobytes(map -> map.contains(String.format(Locale.ROOT, " %08x ", position)), "Rss:");
    }

    /** How much of them is mapped and has yet to be written out. */
    public long dirtyKilobytes() throws IOException {
        return kilobytes(map -> true, "(Shared|Private)_Dirty:");
    }

    private long kilobytes(Predicate<String> counted, String field) throws IOException {
        Pattern value = Pattern.compile(field + " +(\\d+) kB");
        long kilobytes = 0;
        boolean isCounted = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            Matcher matcher = value.matcher(line);
            if (line.matches("\\p{XDigit}+-\\p{XDigit}+ .*")) {
                isCounted = isRollFile(line) && counted.test(line);
            } else if (isCounted && matcher.matches()) {
                kilobytes += Long.parseLong(matcher.group(matcher.groupCount()));
            }
        }
        return kilobytes;
    }

    public List<String> mapped() throws IOException {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            return maps.filter(this::isRollFile)
                    .map(map -> map.substring(map.indexOf('/')))
                    .distinct()
                    .toList();
        }
    }

    public List<String> open() throws IOException {
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
