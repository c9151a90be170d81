package io.tocsin.replay.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.agrona.ExpandableArrayBuffer;

/**
 * One column of a Parquet file: its type, and the values of the present row group, which become one page.
 *
 * <pre>
 *  page:  +----------------+-------------------------------------+----------------+
 *         | length: uint32 | levels: runs of 1 (there) or 0 (not)| values, plain  |     all of it compressed
 *         +----------------+-------------------------------------+----------------+
 * </pre>
 *
 * One thread.
 */
final class ParquetColumn {
    /** The codec of all pages, by its number in the format. */
    static final int GZIP = 2;

    static final int PLAIN = 0;
    static final int RLE = 3;

    private static final int INT64 = 2;
    private static final int BYTE_ARRAY = 6;
    private static final int FIXED_LEN_BYTE_ARRAY = 7;
    private static final int OPTIONAL = 1;
    private static final int UTF8 = 0;
    private static final int DECIMAL = 5;
    private static final int DATA_PAGE = 0;

    private static final int DECIMAL_BYTES = 16;
    private static final int DECIMAL_DIGITS = 38;
    private static final long[] POWERS = powersOfTen();

    private final Column column;
    private final ExpandableArrayBuffer values = new ExpandableArrayBuffer(1 << 16);
    private final ByteArrayOutputStream levels = new ByteArrayOutputStream();
    private int valuesLength;
    private int runLevel;
    private int runLength;
    private int rows;

    ParquetColumn(Column column) {
        this.column = column;
    }

    /** What is held of the present row group, in bytes. */
    int lengthBytes() {
        return valuesLength;
    }

    void putAbsent() {
        putLevel(0);
    }

    void putText(String value) {
        byte[] bytes = value.getBytes(UTF_8);
        putLevel(1);
        values.putInt(valuesLength, bytes.length, ByteOrder.LITTLE_ENDIAN);
        values.putBytes(valuesLength + Integer.BYTES, bytes);
        valuesLength += Integer.BYTES + bytes.length;
    }

    void putLong(long value) {
        putLevel(1);
        values.putLong(valuesLength, value, ByteOrder.LITTLE_ENDIAN);
        valuesLength += Long.BYTES;
    }

    /** In 128 bits, with {@link Column#DECIMALS} digits behind the point. */
    void putDecimal(long units, int decimals) {
        long factor = POWERS[Column.DECIMALS - decimals];
        putLevel(1);
        values.putLong(valuesLength, Math.multiplyHigh(units, factor), ByteOrder.BIG_ENDIAN);
        values.putLong(valuesLength + Long.BYTES, units * factor, ByteOrder.BIG_ENDIAN);
        valuesLength += DECIMAL_BYTES;
    }

    private void putLevel(int level) {
        rows++;
        if (level != runLevel) {
            endRun();
            runLevel = level;
        }
        runLength++;
    }

    private void endRun() {
        if (runLength > 0) {
            int rest = runLength << 1;
            while (rest > 0x7F) {
                levels.write((rest & 0x7F) | 0x80);
                rest >>>= 7;
            }
            levels.write(rest);
            levels.write(runLevel);
            runLength = 0;
        }
    }

    /** A page that was written. */
    record Chunk(long position, int rows, long plainBytes, long writtenBytes) {}

    /** Writes the present row group's page, after which the column is empty. */
    Chunk write(OutputStream out, long position) throws IOException {
        endRun();
        int plainLength = Integer.BYTES + levels.size() + valuesLength;
        byte[] page = compressed();
        byte[] header = header(plainLength, page.length);
        out.write(header);
        out.write(page);
        Chunk chunk = new Chunk(position, rows, header.length + (long) plainLength, header.length + (long) page.length);
        levels.reset();
        valuesLength = 0;
        rows = 0;
        return chunk;
    }

    private byte[] compressed() throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream(valuesLength / 4 + 64);
        try (OutputStream gzip = new FastGzip(page)) {
            gzip.write(ByteBuffer.allocate(Integer.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(levels.size())
                    .array());
            levels.writeTo(gzip);
            gzip.write(values.byteArray(), 0, valuesLength);
        }
        return page.toByteArray();
    }

    /** {@code PageHeader} and, as its field 5, {@code DataPageHeader}. */
    private byte[] header(int plainLength, int compressedLength) {
        CompactWriter header = new CompactWriter();
        header.i32(1, DATA_PAGE);
        header.i32(2, plainLength);
        header.i32(3, compressedLength);
        header.beginStruct(5);
        header.i32(1, rows);
        header.i32(2, PLAIN);
        header.i32(3, RLE);
        header.i32(4, RLE);
        header.end();
        header.end();
        return header.toBytes();
    }

    int type() {
        return switch (column.kind()) {
            case TEXT, JSON -> BYTE_ARRAY;
            case INTEGER, ID, TIME -> INT64;
            case DECIMAL -> FIXED_LEN_BYTE_ARRAY;
        };
    }

    String name() {
        return column.name();
    }

    /** {@code SchemaElement}: the physical type, and what it stands for in its old and its new form. */
    void describe(CompactWriter element) {
        element.i32(1, type());
        if (column.kind() == Column.Kind.DECIMAL) {
            element.i32(2, DECIMAL_BYTES);
        }
        element.i32(3, OPTIONAL);
        element.text(4, name());
        switch (column.kind()) {
            case TEXT, JSON -> {
                element.i32(6, UTF8);
                element.beginStruct(10);
                element.emptyStruct(1);
                element.end();
            }
            case DECIMAL -> {
                element.i32(6, DECIMAL);
                element.i32(7, Column.DECIMALS);
                element.i32(8, DECIMAL_DIGITS);
                element.beginStruct(10);
                element.beginStruct(5);
                element.i32(1, Column.DECIMALS);
                element.i32(2, DECIMAL_DIGITS);
                element.end();
                element.end();
            }
            case TIME -> {
                element.beginStruct(10);
                element.beginStruct(8);
                element.bool(1, true);
                element.beginStruct(2);
                element.emptyStruct(3);
                element.end();
                element.end();
                element.end();
            }
            case INTEGER, ID -> {
                // The physical type says it all.
            }
        }
    }

    private static long[] powersOfTen() {
        long[] powers = new long[Column.DECIMALS + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = 10 * powers[i - 1];
        }
        return powers;
    }

    /** Three times as fast as by default, and a tenth longer. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, 1 << 13);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
