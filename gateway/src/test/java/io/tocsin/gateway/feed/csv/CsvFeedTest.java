package io.tocsin.gateway.feed.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.gateway.feed.Bar;
import io.tocsin.gateway.feed.FeedException;
import io.tocsin.gateway.feed.TestSink;
import io.tocsin.gateway.feed.TickSink;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvFeedTest {
    private static final long NULL = TickSink.NULL_VALUE;
    private static final long SECOND_NS = 1_000_000_000;

    @TempDir
    private Path directory;

    private final TestSink sink = new TestSink();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "time,price,size\n1700000000,62000.50,0.25\n",
                "\uFEFFtime;size;price\r\n1700000000;0.25;62000.50\r\n",
                "size\tprice\ttime\textra\n0.25\t62000.50\t1700000000\tx\n",
                "\"time\", \"price\" ,\"size\"\n\"1700000000\",\"62000.50\",\" 0.25 \"\n",
                "time|price|size\n\n1700000000.000|6.20005e4|25e-2",
            })
    void shouldReadAnyLayout(String text) throws Exception {
        run(text, Map.of(CsvColumn.TIME, "time", CsvColumn.PRICE, "price", CsvColumn.SIZE, "size"));

        assertThat(sink.rejects).isEmpty();
        assertThat(sink.ticks)
                .containsExactly(new TestSink.Tick("X", 1, 620_005, NULL, NULL, 25_000_000, 1_700_000_000 * SECOND_NS));
    }

    @ParameterizedTest
    @CsvSource({
        "AUTO, 1700000000, UTC, 1700000000000000000",
        "AUTO, 1700000000123, UTC, 1700000000123000000",
        "AUTO, 1700000000123456, UTC, 1700000000123456000",
        "AUTO, 1700000000123456789, UTC, 1700000000123456789",
        "AUTO, 2023-11-14T22:13:20Z, UTC, 1700000000000000000",
        "AUTO, 2023-11-15T00:13:20.5+02:00, UTC, 1700000000500000000",
        "AUTO, 2023-11-14, UTC, 1699920000000000000",
        "DATE, 2023-11-14, America/New_York, 1699938000000000000",
        "S, 1700000000.25, UTC, 1700000000250000000",
        "MS, 1700000000123, UTC, 1700000000123000000",
    })
    void shouldReadAnyTime(CsvTimeFormat format, String text, String zone, long timeNs) {
        assertThat(format.parse(text, ZoneId.of(zone))).hasValue(timeNs);
    }

    @ParameterizedTest
    @CsvSource({
        "AUTO, soon",
        "AUTO, 2023-13-14",
        "S, 2023-11-14",
        "DATE, 1700000000",
        "S, 1e30",
        "S, 1e999999999",
        "AUTO, 1e-999999999",
        "NS, 0.5",
        "AUTO, ''"
    })
    void shouldSeeWhatIsNoTime(CsvTimeFormat format, String text) {
        assertThat(format.parse(text, ZoneId.of("UTC"))).isEmpty();
    }

    @Test
    void shouldTakeTheMiddleOfAQuote() throws Exception {
        run("bid,ask\n1.10,1.13\n", Map.of(CsvColumn.BID, "bid", CsvColumn.ASK, "ask"));

        assertThat(sink.ticks).containsExactly(new TestSink.Tick("X", 3, 1115, 1100, 1130, 0, NULL));
    }

    @Test
    void shouldOfferABarAsOne() throws Exception {
        run("o,h,l,c,v\n10,12.5,9,11,100\n", bars());

        assertThat(sink.bars)
                .containsExactly(new TestSink.BarOf("X", 1, new Bar(100, 125, 90, 110, 100_00000000L, NULL)));
    }

    @Test
    void shouldKeepOutRowsThatMakeNoSenseByLine() throws Exception {
        run(
                "o,h,l,c,v\n10,12,9,11,1\n10,9,8,11,1\n\n10,,9,11,1\n10,12,-9,11,1\n10,12\n10,12,9,11,x\n10,12,9,1e30,1\n10,1e999999999,9,11,1\n10,12,1e-999999999,11,1\n10,12,9,11,1e999999999\n",
                bars());

        assertThat(sink.bars).hasSize(1);
        assertThat(sink.rejects)
                .containsExactly(
                        "line 3: high 9 and low 8 do not enclose open 10 and close 11",
                        "line 5: no price in column h",
                        "line 6: -9 is not more than zero, in column l",
                        "line 7: no price in column l",
                        "line 8: x is no size",
                        "line 9: 1e30 is out of range, in column c",
                        "line 10: 1e999999999 is out of range, in column h",
                        "line 11: 1e-999999999 is out of range, in column l",
                        "line 12: 1e999999999 is no size that there can be");
    }

    @Test
    void shouldKeepAsManyDecimalsAsThereIsRoomFor() throws Exception {
        run("p\n62000.1234567890123456789\n0.00000000000000000123\n", Map.of(CsvColumn.PRICE, "p"));

        assertThat(sink.ticks)
                .containsExactly(
                        new TestSink.Tick("X", 13, 620_001_234_567_890_123L, NULL, NULL, 0, NULL),
                        new TestSink.Tick("X", 18, 1, NULL, NULL, 0, NULL));
    }

    @Test
    void shouldReadTheSymbolOfEachRow() throws Exception {
        Map<CsvColumn, String> columns = Map.of(CsvColumn.SYMBOL, "s", CsvColumn.PRICE, "p");
        new CsvFeed(config(
                        write("a.csv", "s,p\nA,1\nB,2\n,3\nA,4\n" + "x".repeat(300) + ",5\n"),
                        columns,
                        Optional.empty()))
                .run(sink);

        assertThat(sink.ticks).extracting(TestSink.Tick::symbol).containsExactly("A", "B", "A");
        assertThat(sink.rejects).hasSize(2).first().isEqualTo("line 4: no symbol");
    }

    @Test
    void shouldUnpackFiles() throws Exception {
        Path gz = directory.resolve("a.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gz))) {
            out.write("p\n1\n".getBytes(UTF_8));
        }
        Path zip = directory.resolve("a.ZIP");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry("folder/"));
            out.putNextEntry(new ZipEntry("folder/a.csv"));
            out.write("p\n2\n".getBytes(UTF_8));
        }
        Map<CsvColumn, String> columns = Map.of(CsvColumn.PRICE, "p");
        new CsvFeed(config(gz, columns, Optional.of("X"))).run(sink);
        new CsvFeed(config(zip, columns, Optional.of("X"))).run(sink);

        assertThat(sink.ticks).extracting(TestSink.Tick::price).containsExactly(1L, 2L);
    }

    @Test
    void shouldSayWhatAFileLacks() throws Exception {
        Map<CsvColumn, String> columns = Map.of(CsvColumn.PRICE, "px");
        assertThatThrownBy(() -> run("time,price\n", columns))
                .isInstanceOf(FeedException.class)
                .hasMessageEndingWith("a.csv has no column px, but time, price");
        assertThatThrownBy(() -> run("", columns))
                .isInstanceOf(FeedException.class)
                .hasMessageEndingWith("is empty");
        Path nowhere = directory.resolve("nowhere.csv");
        assertThatThrownBy(() -> new CsvFeed(config(nowhere, columns, Optional.of("X"))).run(sink))
                .isInstanceOf(FeedException.class)
                .hasMessageEndingWith("nowhere.csv: no such file");
        Path notPacked = write("b.gz", "px\n1\n");
        assertThatThrownBy(() -> new CsvFeed(config(notPacked, columns, Optional.of("X"))).run(sink))
                .isInstanceOf(FeedException.class)
                .hasMessageContaining("b.gz");
        assertThatThrownBy(() -> run("px\n\"1" + "0".repeat(2 << 20), columns))
                .isInstanceOf(FeedException.class)
                .hasMessageContaining("a.csv");
    }

    @Test
    void shouldKeepThePaceOfTheRecording() throws Exception {
        Map<CsvColumn, String> columns = Map.of(CsvColumn.TIME, "t", CsvColumn.PRICE, "p");
        CsvConfig asFast = config(write("a.csv", "t,p\n1000,1\n1020,2\n1010,3\n1030,4\n"), columns, Optional.of("X"));
        CsvConfig paced = new CsvConfig(
                "csv",
                asFast.file(),
                columns,
                asFast.symbol(),
                CsvTimeFormat.S,
                asFast.zone(),
                asFast.separator(),
                CsvConfig.Layout.USUAL,
                OptionalInt.of(100));
        long startNs = System.nanoTime();
        paced.feed().run(sink);

        assertThat(System.nanoTime() - startNs).isGreaterThanOrEqualTo(30 * SECOND_NS / 100);
        assertThat(sink.ticks).extracting(TestSink.Tick::price).containsExactly(1L, 2L, 3L, 4L);
    }

    private static Map<CsvColumn, String> bars() {
        Map<CsvColumn, String> columns = new HashMap<>();
        columns.put(CsvColumn.OPEN, "o");
        columns.put(CsvColumn.HIGH, "h");
        columns.put(CsvColumn.LOW, "l");
        columns.put(CsvColumn.CLOSE, "c");
        columns.put(CsvColumn.SIZE, "v");
        return columns;
    }

    private void run(String text, Map<CsvColumn, String> columns) throws Exception {
        new CsvFeed(config(write("a.csv", text), columns, Optional.of("X"))).run(sink);
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text);
    }

    private static CsvConfig config(Path file, Map<CsvColumn, String> columns, Optional<String> symbol) {
        return new CsvConfig(
                "csv",
                file,
                columns,
                symbol,
                CsvTimeFormat.AUTO,
                ZoneId.of("UTC"),
                Optional.empty(),
                CsvConfig.Layout.USUAL,
                OptionalInt.empty());
    }
}
