package io.tocsin.replay.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.engine.JdkDependent;
import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import io.tocsin.replay.table.TableWriter.Format;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@JdkDependent
class TableWriterTest {
    private static final List<Column> COLUMNS = List.of(
            Column.text("name"),
            Column.json("rule"),
            Column.integer("count"),
            Column.id("id"),
            Column.decimal("price"),
            Column.time("time"));

    @TempDir
    Path directory;

    @Test
    void shouldKnowFormatsByTheirEndings() {
        assertThat(Format.of("a/b.csv")).contains(Format.CSV);
        assertThat(Format.of("B.JSONL")).contains(Format.JSONL);
        assertThat(Format.of("a.csv.parquet")).contains(Format.PARQUET);
        assertThat(Format.of("csv.json")).isEmpty();
        assertThat(Format.of("a.")).isEmpty();
    }

    @Test
    void shouldWriteCsv() throws IOException {
        Path file = writeTwoRows(Format.CSV);
        assertThat(Files.readString(file)).isEqualTo("""
                        name,rule,count,id,price,time
                        "a ""b"", c
                        d","{""x"":1}",-7,9007199254740993,0.00000001,2013-11-25T00:00:00.000000001Z
                        ,,,,,
                        """);
    }

    @Test
    void shouldWriteJsonLines() throws IOException, ProblemException {
        List<String> lines = Files.readAllLines(writeTwoRows(Format.JSONL));
        assertThat(lines).hasSize(2);
        JsonNode first = Json.decode(lines.get(0).getBytes(UTF_8));
        assertThat(first.path("name").textValue()).isEqualTo("a \"b\", c\nd");
        assertThat(first.path("rule").path("x").intValue()).isEqualTo(1);
        assertThat(first.path("count").longValue()).isEqualTo(-7);
        assertThat(first.path("id").textValue()).isEqualTo("9007199254740993");
        assertThat(first.path("price").textValue()).isEqualTo("0.00000001");
        assertThat(first.path("time").textValue()).isEqualTo("2013-11-25T00:00:00.000000001Z");
        assertThat(lines.get(1))
                .isEqualTo("{\"name\":null,\"rule\":null,\"count\":null,\"id\":null,\"price\":null,\"time\":null}");
    }

    @Test
    void shouldWriteParquet() throws IOException {
        ParquetFile file = ParquetFile.read(writeTwoRows(Format.PARQUET));
        assertThat(file.types())
                .containsExactly(
                        "optional binary name (STRING)",
                        "optional binary rule (STRING)",
                        "optional int64 count",
                        "optional int64 id",
                        "optional fixed_len_byte_array(16) price (DECIMAL(38,12))",
                        "optional int64 time (TIMESTAMP(NANOS,true))");
        assertThat(file.rows())
                .containsExactly(
                        List.of(
                                "a \"b\", c\nd",
                                "{\"x\":1}",
                                -7L,
                                9007199254740993L,
                                new BigDecimal("0.00000001").stripTrailingZeros(),
                                1_385_337_600_000_000_001L),
                        Arrays.asList(null, null, null, null, null, null));
    }

    @Test
    void shouldWriteParquetWithoutRows() throws IOException {
        Path file = directory.resolve("none.parquet");
        Format.PARQUET.open(COLUMNS, Files.newOutputStream(file)).close();
        assertThat(ParquetFile.read(file).rows()).isEmpty();
    }

    /** Row groups, runs of absent values, and decimals of all scales up to the greatest that there are. */
    @Soak
    @Test
    void shouldWriteParquetOfManyRows() throws IOException {
        long seed = Seeds.one();
        SplittableRandom random = new SplittableRandom(seed);
        Path file = directory.resolve("many.parquet");
        List<List<Object>> expected = new ArrayList<>();
        try (TableWriter table = Format.PARQUET.open(COLUMNS, Files.newOutputStream(file))) {
            for (int i = 0; i < 300_000; i++) {
                expected.add(writeRandom(table, random, i));
            }
        }
        ParquetFile read = ParquetFile.read(file);
        assertThat(read.groups()).isEqualTo(3);
        assertThat(read.rows().equals(expected)).as("-Dtocsin.seed=" + seed).isTrue();
    }

    private static List<Object> writeRandom(TableWriter table, SplittableRandom random, int row) throws IOException {
        boolean isThere = random.nextInt(10_000) < 5_000 || row % 1_000 < 700;
        int decimals = random.nextInt(13);
        long units = random.nextInt(2) == 0 ? random.nextLong() >> random.nextInt(64) : (1L << 62) - random.nextInt(2);
        table.text("row " + row);
        table.absent();
        table.integer(row);
        table.integer(-row);
        if (isThere) {
            table.decimal(units, decimals);
        } else {
            table.absent();
        }
        table.time(units);
        table.endRow();
        BigDecimal price = isThere ? BigDecimal.valueOf(units, decimals).stripTrailingZeros() : null;
        return Arrays.asList("row " + row, null, (long) row, (long) -row, price, units);
    }

    @Test
    void shouldRefuseAnIncompleteRow() throws IOException {
        try (TableWriter table = Format.CSV.open(COLUMNS, Files.newOutputStream(directory.resolve("x.csv")))) {
            table.text("only");
            assertThatThrownBy(table::endRow).hasMessage("a row of 1 values, not 6");
        }
    }

    private Path writeTwoRows(Format format) throws IOException {
        Path file = directory.resolve("two." + format);
        try (TableWriter table = format.open(COLUMNS, Files.newOutputStream(file))) {
            table.text("a \"b\", c\nd");
            table.text("{\"x\":1}");
            table.integer(-7);
            table.integer(9007199254740993L);
            table.decimal(1, 8);
            table.time(1_385_337_600_000_000_001L);
            table.endRow();
            table.text(null);
            for (int i = 1; i < COLUMNS.size(); i++) {
                table.absent();
            }
            table.endRow();
        }
        return file;
    }
}
