package io.tocsin.replay;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * Prints records, one a line: {@code name=value} pairs, or a JSON object. Absent values are left out, and so are records
 * that are not wanted.
 */
final class RecordPrinter {
    private static final int LINES_PER_CHECK = 1000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** How a record looks. */
    enum Format {
        TEXT,
        JSONL
    }

    private final PrintWriter out;
    private final Format format;
    private final Filter filter;
    private final StringBuilder line = new StringBuilder(512);
    private long printed;
    private boolean isClosed;
    private RecordType type;
    private String symbol;
    private long alertId;

    /** What is wanted: a symbol, a type, an alert; null for any. */
    record Filter(String symbol, RecordType type, Long alertId) {}

    RecordPrinter(PrintWriter out, Format format, Filter filter) {
        this.out = out;
        this.format = format;
        this.filter = filter;
    }

    /** A time as RFC 3339, in UTC. */
    static String time(long timestampNs) {
        return Instant.ofEpochSecond(
                        Math.floorDiv(timestampNs, NANOS_PER_SECOND), Math.floorMod(timestampNs, NANOS_PER_SECOND))
                .toString();
    }

    static String decimal(long units, int decimals) {
        return BigDecimal.valueOf(units, decimals).toPlainString();
    }

    /** Begins a record. */
    void begin(long sequence, long timestampNs, RecordType recordType) {
        type = recordType;
        symbol = null;
        alertId = Names.NO_ALERT;
        line.setLength(0);
        if (format == Format.TEXT) {
            line.append(sequence)
                    .append(' ')
                    .append(Colour.ASIDE.of(time(timestampNs)))
                    .append(' ')
                    .append(Colour.NAME.of(type.label()));
        } else {
            line.append("{\"sequence\":").append(sequence);
            text("time", time(timestampNs));
            text("type", type.label());
        }
    }

    /** The symbol that the record is about. */
    void symbol(String name) {
        symbol = name;
        text("symbol", name);
    }

    /** The alert that the record is about. */
    void alert(long id) {
        alertId = id;
        text("alert", Long.toString(id));
    }

    /** @param owner the tenant and the user, with a line feed between them. */
    void owner(String owner) {
        int end = owner.indexOf('\n');
        text("app", owner.substring(0, Math.max(0, end)));
        text("user", owner.substring(end + 1));
    }

    void text(String name, String value) {
        name(name);
        if (format == Format.TEXT && isPlain(value)) {
            line.append(value);
        } else {
            quote(line, value);
        }
    }

    /** A number that is exact in any JSON reader. */
    void number(String name, long value) {
        name(name);
        line.append(value);
    }

    /** A price or a size: a string in JSON, as in the API. */
    void decimal(String name, long units, int decimals, long nullValue) {
        if (units != nullValue) {
            text(name, decimal(units, decimals));
        }
    }

    void time(String name, long timestampNs, long nullValue) {
        if (timestampNs != nullValue) {
            text(name, time(timestampNs));
        }
    }

    /** Ends the record and prints it if it is wanted. */
    void end() {
        if (!isWanted()) {
            return;
        }
        if (format == Format.JSONL) {
            line.append('}');
        }
        out.println(line);
        if (++printed % LINES_PER_CHECK == 0) {
            isClosed = out.checkError();
        }
    }

    /** Whether nobody reads any more. */
    boolean isClosed() {
        return isClosed;
    }

    private boolean isWanted() {
        return (filter.type() == null || filter.type() == type)
                && (filter.symbol() == null || filter.symbol().equals(symbol))
                && (filter.alertId() == null || filter.alertId() == alertId);
    }

    private void name(String name) {
        if (format == Format.TEXT) {
            line.append(' ').append(name).append('=');
        } else {
            line.append(",\"").append(name).append("\":");
        }
    }

    private static boolean isPlain(String value) {
        return !value.isEmpty() && value.chars().allMatch(c -> c > ' ' && c != '"' && c != '\\' && c != 0x7f);
    }

    /** Appends a JSON string. */
    static void quote(StringBuilder line, String value) {
        line.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f) {
                line.append(String.format("\\u%04x", (int) c));
            } else {
                line.append(c);
            }
        }
        line.append('"');
    }
}
