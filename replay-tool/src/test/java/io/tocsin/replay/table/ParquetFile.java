package io.tocsin.replay.table;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;

/** A Parquet file as parquet-java, the format's reference in Java, reads it. */
public final class ParquetFile {
    private final List<String> types = new ArrayList<>();
    private final List<List<Object>> rows = new ArrayList<>();
    private int groups;

    private ParquetFile() {}

    public static ParquetFile read(Path path) throws IOException {
        ParquetFile file = new ParquetFile();
        ParquetReadOptions options = new ParquetReadOptions.Builder(new PlainParquetConfiguration())
                .withCodecFactory(new JdkGzip())
                .build();
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(path), options)) {
            MessageType schema = reader.getFileMetaData().getSchema();
            schema.getFields().forEach(field -> file.types.add(field.toString()));
            for (PageReadStore pages = reader.readNextRowGroup(); pages != null; pages = reader.readNextRowGroup()) {
                file.groups++;
                RecordReader<Group> records = new ColumnIOFactory()
                        .getColumnIO(schema)
                        .getRecordReader(pages, new GroupRecordConverter(schema));
                for (long i = 0; i < pages.getRowCount(); i++) {
                    file.rows.add(row(records.read(), schema));
                }
            }
        }
        return file;
    }

    private static List<Object> row(Group group, MessageType schema) {
        List<Object> row = new ArrayList<>();
        for (int i = 0; i < schema.getFieldCount(); i++) {
            row.add(
                    group.getFieldRepetitionCount(i) == 0
                            ? null
                            : value(group, i, schema.getType(i).asPrimitiveType()));
        }
        return row;
    }

    private static Object value(Group group, int column, PrimitiveType type) {
        return switch (type.getPrimitiveTypeName()) {
            case INT64 -> group.getLong(column, 0);
            case BINARY -> group.getString(column, 0);
            case FIXED_LEN_BYTE_ARRAY ->
                new BigDecimal(
                                new BigInteger(group.getBinary(column, 0).getBytes()),
                                ((DecimalLogicalTypeAnnotation) type.getLogicalTypeAnnotation()).getScale())
                        .stripTrailingZeros();
            default -> throw new IllegalArgumentException("a column of type " + type);
        };
    }

    /** As the format's own schema language has them. */
    public List<String> types() {
        return types;
    }

    /** Longs, texts, decimals without trailing zeros, and nulls. */
    public List<List<Object>> rows() {
        return rows;
    }

    public int groups() {
        return groups;
    }
}
