package io.tocsin.contract.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What came through of a command line. Java decodes it by the locale, and goes on with a mark in place of each byte
 * that the locale's encoding does not have: under {@code LC_ALL=C}, of everything beyond ASCII. A command that goes on
 * as well would look for something else than it was asked for.
 */
public final class Arguments {
    /** What a decoder writes where bytes are no text. */
    private static final char NOT_DECODED = '\uFFFD';

    private static final String REMEDY =
            " did not come through whole: write it in UTF-8, under a UTF-8 locale such as LC_ALL=C.UTF-8";

    private Arguments() {}

    /**
     * One line that names the first argument that was lost, or the working directory when that was; empty when all is
     * well.
     */
    public static Optional<String> unreadable(String[] args) {
        if (Files.notExists(Path.of("").toAbsolutePath())) {
            return Optional.of("the name of the working directory" + REMEDY);
        }
        return IntStream.range(0, args.length)
                .filter(i -> args[i].indexOf(NOT_DECODED) >= 0)
                .mapToObj(i -> named(args, i) + REMEDY)
                .findFirst();
    }

    private static String named(String[] args, int index) {
        String option = index > 0 && args[index - 1].startsWith("-") ? args[index - 1] + " " : "";
        return "argument " + (index + 1) + ", " + option + args[index].replace(NOT_DECODED, '?') + ",";
    }
}
