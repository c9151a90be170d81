package io.tocsin.replay;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * Prints records, one a line. Absent values are left out, and so are records
 * that are not wanted.
 */
final class RecordPrinter {
    private static final int LINES_PER_CHECK = 1000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** How a record looks. */
    enum Format {
        TEXT,
        JSONL,
        CSV
    }

    private final PrintWriter out;
    private final RecordLayout layout;
    private final Filter filter;
    private long printed;
    private boolean isClosed;
    private RecordType type;
    private String symbol;
    private long alertId;

    /** What is wanted: a symbol, a type, an alert; null for any. */
    record Filter(String symbol, RecordType type, Long alertId) {}

    RecordPrinter(PrintWriter out, Format format, Filter filter) {
        this.out = out;
        this.filter = filter;
        layout = RecordLayout.of(format);
        if (layout.heading() != null) {
            out.println(layout.heading());
        }
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
        layout.begin(sequence, time(timestampNs), recordType.label());
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

    /** @param tenant empty when the owner begins with it and a line feed, as up to version 2 of the schema. */
    void owner(String tenant, String owner) {
        int end = owner.indexOf('\n');
        text("app", tenant.isEmpty() ? owner.substring(0, Math.max(0, end)) : tenant);
        text("user", owner.substring(end + 1));
    }

    void text(String name, String value) {
        layout.text(name, value);
    }

    /** A number that is exact in any JSON reader. */
    void number(String name, long value) {
        layout.number(name, value);
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
        out.println(layout.end());
        if (++printed % LINES_PER_CHECK == 0) {
            flush();
        }
    }

    /** Lets readers see what was printed, and looks whether there are any. */
    void flush() {
        isClosed = out.checkError();
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
}
