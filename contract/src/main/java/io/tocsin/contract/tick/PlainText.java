package io.tocsin.contract.tick;

import io.tocsin.contract.value.Decimals;
import io.tocsin.contract.value.Times;
import java.time.LocalDate;
import java.time.Month;
import java.time.Year;

/**
 * Steps over the bytes of a JSON text, as far as they are ASCII and written in the ways that nearly all ticks are: each
 * method is false for anything else, be it right or wrong, and then the place in the text means nothing any more. One
 * thread; nothing is allocated but a date when it changes.
 */
final class PlainText {
    /** Digits that a {@code long} holds whatever they are. */
    private static final int MAX_DIGITS = 18;

    private static final int MAX_EXPONENT_DIGITS = 2;
    private static final int FRACTION_DIGITS = 9;
    private static final int FIRST_YEAR = 1678;
    private static final int LAST_YEAR = 2261;
    private static final int SHORTEST_TIME = "\"2026-01-31T12:00:00Z\"".length();
    private static final int OFFSET_LENGTH = "+05:30".length();
    /** An hour less than Java goes along with, so that the minutes do not matter. */
    private static final int MAX_OFFSET_HOURS = 17;

    private static final int DAY_SECONDS = 86_400;
    private static final long SECOND_NS = 1_000_000_000;

    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final byte[] bytes;
    /** Whether a value may not go on behind the end of a line. */
    private final boolean isLine;

    private int at;
    private int textStart;
    private int textEnd;
    private long mantissa;
    private int scale;
    private long timeNs;
    private int lastDate;
    private long lastEpochDay;

    PlainText(byte[] bytes, boolean isLine) {
        this.bytes = bytes;
        this.isLine = isLine;
    }

    /** Whether nothing follows but white space, which within a line does not hold its end. */
    boolean isAtEnd() {
        skipBlanks();
        return at == bytes.length;
    }

    /** Steps over this character and white space in front of it. */
    boolean take(char character) {
        if (takeNext(character)) {
            return true;
        }
        skipBlanks();
        return takeNext(character);
    }

    /** Steps over exactly these characters. */
    boolean take(byte[] characters) {
        if (bytes.length - at < characters.length) {
            return false;
        }
        for (int i = 0; i < characters.length; i++) {
            if (bytes[at + i] != characters[i]) {
                return false;
            }
        }
        at += characters.length;
        return true;
    }

    /** Steps over {@code null} and white space in front of it. */
    boolean takeNull() {
        skipBlanks();
        return peek(0) == 'n' && take(NULL);
    }

    /** The byte so many behind the next; 0 where there is none. */
    int peek(int ahead) {
        return at + ahead < bytes.length ? bytes[at + ahead] : 0;
    }

    /** A string without escapes, between {@link #textStart} and {@link #textEnd}. Its bytes may be no UTF-8. */
    boolean readText() {
        if (!take('"')) {
            return false;
        }
        textStart = at;
        int end = at;
        while (end < bytes.length && isText(bytes[end])) {
            end++;
        }
        at = end;
        textEnd = end;
        return takeNext('"');
    }

    int textStart() {
        return textStart;
    }

    int textEnd() {
        return textEnd;
    }

    /** A number, or a string with one, that is {@link #mantissa} · 10^-{@link #scale} with a scale from 0 to 18. */
    boolean readDecimal() {
        skipBlanks();
        boolean isText = takeNext('"');
        boolean isNegative = takeNext('-');
        mantissa = 0;
        boolean isZeroFirst = peek(0) == '0';
        int digits = readDigits();
        if (digits == 0 || (isZeroFirst && digits > 1)) {
            return false;
        }
        scale = 0;
        if (takeNext('.')) {
            scale = readDigits();
            if (scale == 0) {
                return false;
            }
        }
        int significant = digits + scale - (isZeroFirst ? 1 : 0);
        if (significant > MAX_DIGITS || !readExponent() || scale < 0 || scale > MAX_DIGITS) {
            return false;
        }
        mantissa = isNegative ? -mantissa : mantissa;
        return !isText || takeNext('"');
    }

    long mantissa() {
        return mantissa;
    }

    int scale() {
        return scale;
    }

    /** Appends the digits that follow to {@link #mantissa}, which means nothing when they are too many. */
    private int readDigits() {
        int start = at;
        int end = start;
        long value = mantissa;
        while (end < bytes.length && isDigit(bytes[end])) {
            value = 10 * value + bytes[end] - '0';
            end++;
        }
        at = end;
        mantissa = value;
        return end - start;
    }

    private boolean readExponent() {
        if (!takeNext('e') && !takeNext('E')) {
            return true;
        }
        boolean isNegative = takeNext('-');
        if (!isNegative) {
            takeNext('+');
        }
        int exponent = 0;
        int start = at;
        while (at - start <= MAX_EXPONENT_DIGITS && isDigit(peek(0))) {
            exponent = 10 * exponent + bytes[at] - '0';
            at++;
        }
        scale += isNegative ? exponent : -exponent;
        return at > start && at - start <= MAX_EXPONENT_DIGITS;
    }

    /** A time in capitals: {@code "2026-01-31T12:00:00.123Z"}. */
    boolean readTime() {
        skipBlanks();
        if (bytes.length - at < SHORTEST_TIME || !readDate(at + 1) || !readSeconds(at + 12)) {
            return false;
        }
        boolean isTime = bytes[at] == '"' && bytes[at + 11] == 'T';
        at += SHORTEST_TIME - 2;
        if (takeNext('.')) {
            mantissa = 0;
            int digits = readDigits();
            if (digits == 0 || digits > FRACTION_DIGITS) {
                return false;
            }
            timeNs += Decimals.rescale(mantissa, digits, FRACTION_DIGITS);
        }
        return isTime && (takeNext('Z') || readOffset()) && takeNext('"');
    }

    /** In nanoseconds since the epoch. */
    long timeNs() {
        return timeNs;
    }

    private boolean readDate(int start) {
        int year = number(start, 4);
        int month = number(start + 5, 2);
        int day = number(start + 8, 2);
        boolean isDate = bytes[start + 4] == '-'
                && bytes[start + 7] == '-'
                && year >= FIRST_YEAR
                && year <= LAST_YEAR
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= Month.of(month).length(Year.isLeap(year));
        if (!isDate) {
            return false;
        }
        int date = (year * 100 + month) * 100 + day;
        if (date != lastDate) {
            lastDate = date;
            lastEpochDay = LocalDate.of(year, month, day).toEpochDay();
        }
        return true;
    }

    /** Of the day of {@link #readDate}. */
    private boolean readSeconds(int start) {
        int hour = number(start, 2);
        int minute = number(start + 3, 2);
        int second = number(start + 6, 2);
        timeNs = (lastEpochDay * DAY_SECONDS + (hour * 60L + minute) * 60 + second) * SECOND_NS;
        return bytes[start + 2] == ':'
                && bytes[start + 5] == ':'
                && hour >= 0
                && hour < 24
                && minute >= 0
                && minute < 60
                && second >= 0
                && second < 60;
    }

    private boolean readOffset() {
        if (bytes.length - at < OFFSET_LENGTH) {
            return false;
        }
        boolean isSigned = bytes[at] == '+' || bytes[at] == '-';
        int hours = number(at + 1, 2);
        int minutes = number(at + 4, 2);
        long offsetNs = (hours * 60L + minutes) * 60 * SECOND_NS;
        timeNs += bytes[at] == '-' ? offsetNs : -offsetNs;
        boolean isOffset = isSigned
                && bytes[at + 3] == ':'
                && hours >= 0
                && hours <= MAX_OFFSET_HOURS
                && minutes >= 0
                && minutes < 60
                && Times.isInRange(timeNs);
        at += OFFSET_LENGTH;
        return isOffset;
    }

    /** Of so many digits; −1 when there are others among them. */
    private int number(int start, int digits) {
        int value = 0;
        for (int i = start; i < start + digits; i++) {
            if (!isDigit(bytes[i])) {
                return -1;
            }
            value = 10 * value + bytes[i] - '0';
        }
        return value;
    }

    /** Whether a byte can stand in a string as it is, and does not end it. */
    private static boolean isText(byte character) {
        return (character >= ' ' || character < 0) && character != '"' && character != '\\';
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }

    private boolean takeNext(char character) {
        boolean isNext = at < bytes.length && bytes[at] == character;
        at += isNext ? 1 : 0;
        return isNext;
    }

    private void skipBlanks() {
        while (at < bytes.length && isBlank(bytes[at])) {
            at++;
        }
    }

    private boolean isBlank(byte character) {
        return character <= ' '
                && (character == ' ' || character == '\t' || character == '\r' || (character == '\n' && !isLine));
    }
}
