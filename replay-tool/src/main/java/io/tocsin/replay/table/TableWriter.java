package io.tocsin.replay.table;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Receives a table, value by value in the order of its columns, and writes it as it comes. Memory does not grow with
 * the number of rows. One thread.
 */
public abstract class TableWriter implements Closeable {
    private final List<Column> columns;
    private int next;

    TableWriter(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    /** The formats, by the ending of a file's name. */
    public enum Format {
        CSV,
        JSONL,
        PARQUET;

        /** The format of a file; empty when its name has another ending. */
        public static Optional<Format> of(String fileName) {
            String ending = fileName.substring(fileName.lastIndexOf('.') + 1).toUpperCase(Locale.ROOT);
            return List.of(values()).stream()
                    .filter(format -> format.name().equals(ending))
                    .findFirst();
        }

        /** Writes such a table to a stream, which {@link TableWriter#close} closes. */
        public TableWriter open(List<Column> columns, OutputStream out) throws IOException {
            return switch (this) {
                case CSV -> new CsvTable(columns, out);
                case JSONL -> new JsonTable(columns, out);
                case PARQUET -> new ParquetTable(columns, out);
            };
        }
    }

    /** The next value is absent. */
    public final void absent() throws IOException {
        putAbsent(nextColumn());
    }

    /** The next value, or null if it is absent. */
    public final void text(String value) throws IOException {
        Column column = nextColumn();
        if (value == null) {
            putAbsent(column);
        } else {
            putText(column, value);
        }
    }

    public final void integer(long value) throws IOException {
        putInteger(nextColumn(), value);
    }

    /** A decimal: so many units of 10^-decimals. */
    public final void decimal(long units, int decimals) throws IOException {
        putDecimal(nextColumn(), units, decimals);
    }

    /** Nanoseconds since the epoch. */
    public final void time(long epochNs) throws IOException {
        putTime(nextColumn(), epochNs);
    }

    /** The row is complete. */
    public final void endRow() throws IOException {
        if (next != columns.size()) {
            throw new IllegalStateException("a row of " + next + " values, not " + columns.size());
        }
        next = 0;
        putEnd();
    }

    private Column nextColumn() {
        return columns.get(next++);
    }

    final List<Column> columns() {
        return columns;
    }

    /** The place of the value that is being put. */
    final int index() {
        return next - 1;
    }

    abstract void putAbsent(Column column) throws IOException;

    abstract void putText(Column column, String value) throws IOException;

    abstract void putInteger(Column column, long value) throws IOException;

    abstract void putDecimal(Column column, long units, int decimals) throws IOException;

    abstract void putTime(Column column, long epochNs) throws IOException;

    abstract void putEnd() throws IOException;
}
