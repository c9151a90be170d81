package io.tocsin.contract.value;

import java.math.BigDecimal;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the durations of ISO 8601 that have a fixed length, exactly. Any thread. */
final class Durations {
    private static final int MAX_TEXT_LENGTH = 64;
    private static final String NUMBER = "([0-9]+(?:[.,][0-9]{1,9})?)";
    /** Weeks stand alone; what follows P, and what follows T, begins with a number. */
    private static final Pattern ISO_8601 =
            Pattern.compile("(-?)P(?:@W|(?=[0-9T])(?:@D)?(?:T(?=[0-9])(?:@H)?(?:@M)?(?:@S)?)?)".replace("@", NUMBER));
    /** Of weeks, days, hours, minutes and seconds, in the order of their groups. */
    private static final long[] UNITS_NS = {
        604_800_000_000_000L, 86_400_000_000_000L, 3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L
    };

    private static final int FIRST_UNIT = 2;

    private Durations() {}

    static OptionalLong parse(String text) {
        Matcher parts = ISO_8601.matcher(text);
        if (text.length() > MAX_TEXT_LENGTH || !parts.matches()) {
            return OptionalLong.empty();
        }
        BigDecimal ns = BigDecimal.ZERO;
        boolean hasFraction = false;
        for (int i = 0; i < UNITS_NS.length; i++) {
            String part = parts.group(FIRST_UNIT + i);
            if (part != null && hasFraction) {
                return OptionalLong.empty();
            }
            if (part != null) {
                BigDecimal number = new BigDecimal(part.replace(',', '.'));
                hasFraction = number.scale() > 0;
                ns = ns.add(number.multiply(BigDecimal.valueOf(UNITS_NS[i])));
            }
        }
        try {
            return OptionalLong.of((parts.group(1).isEmpty() ? ns : ns.negate()).longValueExact());
        } catch (ArithmeticException outOfRange) {
            return OptionalLong.empty();
        }
    }
}
