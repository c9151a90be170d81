package io.tocsin.gateway.feed.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.gateway.config.ConfigException;
import io.tocsin.gateway.config.ConfigLoader;
import io.tocsin.gateway.feed.RecordedData;
import io.tocsin.gateway.feed.TestSink;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The presets for recorded rates, against a simple reading of the same files. */
class RecordedPresetsTest {
    private final TestSink sink = new TestSink();

    @TempDir
    Path directory;

    @Test
    void shouldReadADayOfQuotesWithoutAHeader() throws Exception {
        Path file = RecordedData.require().resolve("fx-tick/oanda-eurusd/20140501_quote.zip");
        play("preset = oanda, symbol = EURUSD", file);

        long dayNs = ns(Instant.parse("2014-05-01T00:00:00Z"));
        List<String> expected = new ArrayList<>();
        for (String line : lines(file)) {
            String[] fields = line.split(",", -1);
            expected.add(dayNs + Long.parseLong(fields[0]) * 1_000_000 + " " + decimal(fields[1]) + " "
                    + decimal(fields[2]));
        }
        assertThat(sink.rejects).isEmpty();
        assertThat(sink.symbols).containsExactly("EURUSD");
        assertThat(sink.ticks)
                .hasSizeGreaterThan(10_000)
                .extracting(tick -> tick.exchangeTimeNs() + " " + units(tick.bid(), tick.decimals()) + " "
                        + units(tick.ask(), tick.decimals()))
                .isEqualTo(expected);
    }

    @Test
    void shouldReadReferenceRatesFromTheOldestOn() throws Exception {
        Path file = RecordedData.require().resolve("fx-daily/eurofxref-hist.zip");
        play("preset = ecb, symbol = EURCHF, columns.price = CHF", file);

        List<String> lines = lines(file);
        int column = List.of(lines.get(0).split(",", -1)).indexOf("CHF");
        List<String> expected = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split(",", -1);
            if (!fields[column].equals("N/A")) {
                expected.add(ns(Instant.parse(fields[0] + "T00:00:00Z")) + " " + decimal(fields[column]));
            }
        }
        Collections.reverse(expected);
        assertThat(sink.ticks)
                .hasSizeGreaterThan(5_000)
                .extracting(tick -> tick.exchangeTimeNs() + " " + units(tick.price(), tick.decimals()))
                .isEqualTo(expected);
        assertThat(sink.ticks.size() + sink.rejects.size()).isEqualTo(lines.size() - 1);
    }

    @Test
    void shouldWantTheDayInTheNameOfAFileOfQuotes() {
        assertThatThrownBy(() -> play("preset = oanda, symbol = EURUSD", Path.of("quotes.zip")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("feed.rates.file: the name of a file of this preset begins with its day");
    }

    private void play(String keys, Path file) throws Exception {
        Path settings = Files.writeString(
                directory.resolve("node.conf"),
                "feeds = []\nfeed.rates { kind = csv, pace = none, file = \"" + file + "\", " + keys + " }");
        ConfigLoader.ofProcess()
                .load(Optional.of(settings))
                .feeds()
                .configured()
                .get(0)
                .feed()
                .run(sink);
    }

    private static List<String> lines(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile());
                BufferedReader reader = new BufferedReader(
                        new InputStreamReader(zip.getInputStream(zip.entries().nextElement()), UTF_8))) {
            return reader.lines().toList();
        }
    }

    private static String decimal(String text) {
        return new BigDecimal(text).stripTrailingZeros().toPlainString();
    }

    private static String units(long units, int decimals) {
        return BigDecimal.valueOf(units, decimals).stripTrailingZeros().toPlainString();
    }

    private static long ns(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000;
    }
}
