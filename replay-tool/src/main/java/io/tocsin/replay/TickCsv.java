package io.tocsin.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.contract.value.Decimals;
import io.tocsin.contract.value.SymbolNames;
import io.tocsin.contract.value.Times;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Reads ticks from lines of {@code symbol,time,price[,size]}, whose times do not go back. The first line may name the
 * columns; blank lines are passed over. It holds no more than a line at a time. One thread.
 */
final class TickCsv implements AutoCloseable {
    private static final List<String> COLUMNS = List.of("symbol", "time", "price", "size");
    private static final String EXPECTED = "symbol,time,price[,size]";
    private static final int SYMBOL = 0;
    private static final int TIME = 1;
    private static final int PRICE = 2;
    private static final int SIZE = 3;
    private static final int UNKNOWN = -1;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final Path file;
    private final LineReader lines;
    private final FieldParser parser = new FieldParser();
    private final Map<String, Integer> ids;
    private final byte[] bytes;
    private final int[] starts = new int[COLUMNS.size()];
    private final int[] ends = new int[COLUMNS.size()];
    private int columns;
    private long tickNumber;
    private int symbolId;
    private long timeNs = Long.MIN_VALUE;
    private long price;
    private long size;

    /** A line that is no tick; the message names file, line and column. */
    static final class BadLineException extends RuntimeException {
        private static final long serialVersionUID = 1;

        BadLineException(String message) {
            super(message);
        }
    }

    /** @param watched the ids of the symbols that matter, by name. */
    TickCsv(Path file, Map<String, Integer> watched) throws IOException {
        this.file = file;
        ids = new HashMap<>(watched);
        lines = new LineReader(file);
        bytes = lines.bytes();
    }

    /**
     * Moves to the next tick; false after the last one.
     *
     * @throws BadLineException when there is something else in its place.
     */
    boolean next() throws IOException {
        while (lines.next()) {
            if (split() && !isHeader()) {
                readTick();
                return true;
            }
        }
        return false;
    }

    /** Counts the ticks from 1. */
    long tickNumber() {
        return tickNumber;
    }

    /** Below 0 for a symbol that does not matter. */
    int symbolId() {
        return symbolId;
    }

    long timeNs() {
        return timeNs;
    }

    /** In the scale that symbols have by default. */
    long price() {
        return price;
    }

    long size() {
        return size;
    }

    LineReader lines() {
        return lines;
    }

    /** Finds the fields of the line, without the blanks around them; false when it is blank. */
    private boolean split() {
        int at = lines.start();
        boolean isMarked = lines.number() == 1 && startsWith(BYTE_ORDER_MARK, at);
        columns = 0;
        for (int from = at + (isMarked ? BYTE_ORDER_MARK.length : 0); from <= lines.end(); from = at + 1) {
            at = from;
            while (at < lines.end() && bytes[at] != ',') {
                at++;
            }
            if (columns < starts.length) {
                trim(from, at);
            }
            columns++;
        }
        return columns > 1 || starts[0] < ends[0];
    }

    private void trim(int from, int to) {
        int start = from;
        int end = to;
        while (start < end && bytes[start] <= ' ' && bytes[start] >= 0) {
            start++;
        }
        while (end > start && bytes[end - 1] <= ' ' && bytes[end - 1] >= 0) {
            end--;
        }
        starts[columns] = start;
        ends[columns] = end;
    }

    private boolean startsWith(byte[] prefix, int at) {
        for (int i = 0; i < prefix.length; i++) {
            if (at + i >= lines.end() || bytes[at + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean isHeader() {
        if (lines.number() > 1 || columns <= PRICE || columns > COLUMNS.size()) {
            return false;
        }
        for (int column = 0; column < columns; column++) {
            if (!text(column).toLowerCase(Locale.ROOT).equals(COLUMNS.get(column))) {
                return false;
            }
        }
        return true;
    }

    private void readTick() {
        if (columns > COLUMNS.size()) {
            throw bad(COLUMNS.size(), "is one too many; a line is " + EXPECTED);
        }
        if (columns <= PRICE) {
            throw bad(columns, "is missing; a line is " + EXPECTED);
        }
        symbolId = readSymbol();
        long before = timeNs;
        timeNs = parser.timeNs(bytes, starts[TIME], ends[TIME])
                .orElseThrow(
                        () -> bad(TIME, "is neither an RFC 3339 time nor nanoseconds since the epoch, " + Times.RANGE));
        if (timeNs < before) {
            throw bad(TIME, "is earlier than on the line before; sort the lines by time");
        }
        price = readDecimal(PRICE, Decimals.DEFAULT_DECIMALS);
        size = columns > SIZE && starts[SIZE] < ends[SIZE] ? readDecimal(SIZE, Decimals.SIZE_DECIMALS) : 0;
        if (size < 0 || size > Decimals.MAX_PRICE) {
            throw bad(SIZE, "must be from 0 to " + Decimals.format(Decimals.MAX_PRICE, Decimals.SIZE_DECIMALS));
        }
        tickNumber++;
    }

    private int readSymbol() {
        String name = text(SYMBOL);
        Integer id = ids.get(name);
        if (id == null) {
            if (!SymbolNames.isValid(name)) {
                throw bad(SYMBOL, SymbolNames.RULE);
            }
            ids.put(name, UNKNOWN);
            return UNKNOWN;
        }
        return id;
    }

    private long readDecimal(int column, int decimals) {
        OptionalLong units = parser.units(bytes, starts[column], ends[column], decimals);
        return units.orElseThrow(() -> bad(column, "is no decimal number of at most 100 characters"));
    }

    private String text(int column) {
        return new String(bytes, starts[column], ends[column] - starts[column], UTF_8);
    }

    private BadLineException bad(int column, String fault) {
        String name = column < COLUMNS.size() ? " (" + COLUMNS.get(column) + ")" : "";
        String value = column < Math.min(columns, COLUMNS.size()) ? " '" + text(column) + "'" : "";
        return new BadLineException(
                file + ", line " + lines.number() + ", column " + (column + 1) + name + ":" + value + " " + fault);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
