package io.tocsin.replay;

import picocli.CommandLine.TypeConversionException;

/**
 * Reads whole numbers of the command line, in the digits 0 to 9; Java, and picocli with it, takes those of any script.
 */
final class WholeNumber {
    private WholeNumber() {}

    static long parse(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new TypeConversionException("'" + text + "' is not a whole number");
        }
        return Long.parseLong(text);
    }

    static int parseInt(String text) {
        long number = parse(text);
        if (number > Integer.MAX_VALUE) {
            throw new TypeConversionException("'" + text + "' is too large");
        }
        return (int) number;
    }
}
