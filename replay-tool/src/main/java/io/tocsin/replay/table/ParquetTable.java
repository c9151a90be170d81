package io.tocsin.replay.table;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A Parquet file, by the format's specification, of plain optional columns with one compressed page per row group.
 *
 * <pre>
 *  +------+-------------------------------+-----+----------+----------------+------+
 *  | PAR1 | row group: a page per column  | ... | metadata | length: uint32 | PAR1 |
 *  +------+-------------------------------+-----+----------+----------------+------+
 * </pre>
 *
 * Text is {@code STRING}, a whole number {@code INT64}, a time {@code TIMESTAMP(NANOS, UTC)}, a decimal
 * {@code DECIMAL(38, 12)}: one type for all scales, wide enough for any price. Holds one row group at a time.
 */
final class ParquetTable extends TableWriter {
    private static final byte[] MAGIC = "PAR1".getBytes(US_ASCII);
    private static final int FORMAT_VERSION = 2;
    private static final int MAX_GROUP_ROWS = 1 << 17;
    private static final long MAX_GROUP_BYTES = 1 << 25;
    private static final int ROWS_PER_CHECK = 1 << 10;

    private final OutputStream out;
    private final List<ParquetColumn> columns;
    private final List<Group> groups = new ArrayList<>();
    private long position = MAGIC.length;
    private int rows;
    private long totalRows;
    private boolean isBroken;

    /** A row group that was written. */
    private record Group(int rows, List<ParquetColumn.Chunk> chunks) {}

    ParquetTable(List<Column> columns, OutputStream out) throws IOException {
        super(columns);
        this.out = new BufferedOutputStream(out, 1 << 16);
        this.columns = columns.stream().map(ParquetColumn::new).toList();
        this.out.write(MAGIC);
    }

    @Override
    void putAbsent(Column column) {
        columns.get(index()).putAbsent();
    }

    @Override
    void putText(Column column, String value) {
        columns.get(index()).putText(value);
    }

    @Override
    void putInteger(Column column, long value) {
        columns.get(index()).putLong(value);
    }

    @Override
    void putDecimal(Column column, long units, int decimals) {
        columns.get(index()).putDecimal(units, decimals);
    }

    @Override
    void putTime(Column column, long epochNs) {
        columns.get(index()).putLong(epochNs);
    }

    @Override
    void putEnd() throws IOException {
        rows++;
        boolean isFull = rows == MAX_GROUP_ROWS
                || (rows % ROWS_PER_CHECK == 0
                        && columns.stream()
                                        .mapToLong(ParquetColumn::lengthBytes)
                                        .sum()
                                >= MAX_GROUP_BYTES);
        if (isFull) {
            writeGroup();
        }
    }

    private void writeGroup() throws IOException {
        isBroken = true;
        List<ParquetColumn.Chunk> chunks = new ArrayList<>();
        for (ParquetColumn column : columns) {
            ParquetColumn.Chunk chunk = column.write(out, position);
            position += chunk.writtenBytes();
            chunks.add(chunk);
        }
        groups.add(new Group(rows, chunks));
        totalRows += rows;
        rows = 0;
        isBroken = false;
    }

    /** Completes the file. */
    @Override
    public void close() throws IOException {
        try (out) {
            if (rows > 0 && !isBroken) {
                writeGroup();
            }
            byte[] metadata = metadata();
            out.write(metadata);
            out.write(ByteBuffer.allocate(Integer.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(metadata.length)
                    .array());
            out.write(MAGIC);
        }
    }

    /** {@code FileMetaData}: the schema, whose root is a structure of all columns, and where the row groups are. */
    private byte[] metadata() {
        CompactWriter metadata = new CompactWriter();
        metadata.i32(1, FORMAT_VERSION);
        metadata.beginList(2, columns.size() + 1);
        metadata.beginElement();
        metadata.text(4, "row");
        metadata.i32(5, columns.size());
        metadata.end();
        for (ParquetColumn column : columns) {
            metadata.beginElement();
            column.describe(metadata);
            metadata.end();
        }
        metadata.i64(3, totalRows);
        metadata.beginList(4, groups.size());
        groups.forEach(group -> describe(group, metadata));
        metadata.text(6, "tocsin-replay");
        metadata.end();
        return metadata.toBytes();
    }

    /** {@code RowGroup}, {@code ColumnChunk}, {@code ColumnMetaData}. */
    private void describe(Group group, CompactWriter metadata) {
        metadata.beginElement();
        metadata.beginList(1, columns.size());
        for (int i = 0; i < columns.size(); i++) {
            ParquetColumn column = columns.get(i);
            ParquetColumn.Chunk chunk = group.chunks().get(i);
            metadata.beginElement();
            metadata.i64(2, 0);
            metadata.beginStruct(3);
            metadata.i32(1, column.type());
            metadata.i32s(2, ParquetColumn.PLAIN, ParquetColumn.RLE);
            metadata.texts(3, column.name());
            metadata.i32(4, ParquetColumn.GZIP);
            metadata.i64(5, chunk.rows());
            metadata.i64(6, chunk.plainBytes());
            metadata.i64(7, chunk.writtenBytes());
            metadata.i64(9, chunk.position());
            metadata.end();
            metadata.end();
        }
        metadata.i64(
                2,
                group.chunks().stream()
                        .mapToLong(ParquetColumn.Chunk::plainBytes)
                        .sum());
        metadata.i64(3, group.rows());
        metadata.end();
    }
}
