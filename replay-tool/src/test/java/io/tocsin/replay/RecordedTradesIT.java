package io.tocsin.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.contract.value.Times;
import io.tocsin.replay.RecordedTrades.Trade;
import io.tocsin.replay.table.ParquetFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code export} and {@code why} over real trades, by the jar as it is shipped. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class RecordedTradesIT {
    private static final int INPUTS_BEFORE = 5;

    @TempDir
    Path directory;

    private List<Trade> trades;
    private Path data;

    @BeforeEach
    void record() throws IOException, ProblemException {
        trades = RecordedTrades.read();
        data = directory.resolve("data");
        RecordedTrades.record(
                trades,
                List.of(
                        "{\"symbol\":\"BTCUSDT\",\"condition\":{\"type\":\"change\",\"by\":5,\"direction\":\"either\","
                                + "\"from\":\"last_fire\"},\"trigger\":{\"mode\":\"every\"}}",
                        "{\"symbol\":\"ETHUSDT\",\"condition\":{\"type\":\"above\",\"level\":\"1000000\"}}"),
                data);
    }

    @Test
    void shouldExportTicks() throws IOException, InterruptedException {
        List<String> lines = Files.readAllLines(export("ticks", "csv"));
        assertThat(lines.remove(0)).isEqualTo("symbol,time,price,size,low,high,count,bid,ask,exchangeTime,sequence");
        assertThat(lines).hasSameSizeAs(trades);
        for (int i = 0; i < lines.size(); i++) {
            Trade trade = trades.get(i);
            String price = plain(trade.price());
            assertThat(lines.get(i))
                    .isEqualTo(String.join(
                            ",",
                            trade.symbol(),
                            Times.format(trade.timeNs()),
                            price,
                            plain(trade.size()),
                            price,
                            price,
                            "1",
                            "",
                            "",
                            "",
                            Integer.toString(INPUTS_BEFORE + i + 1)));
        }
        List<List<Object>> rows = ParquetFile.read(export("ticks", "parquet")).rows();
        assertThat(rows).hasSameSizeAs(trades);
        for (int i = 0; i < rows.size(); i++) {
            Trade trade = trades.get(i);
            assertThat(rows.get(i))
                    .startsWith(
                            trade.symbol(),
                            trade.timeNs(),
                            trade.price().stripTrailingZeros(),
                            trade.size().stripTrailingZeros())
                    .endsWith(1L, null, null, null, INPUTS_BEFORE + i + 1L);
        }
    }

    @Test
    void shouldExportAPartOfTheTicks() throws IOException, InterruptedException {
        List<String> lines = Files.readAllLines(export("ticks", "csv", "--from", "100", "--to", "199"));
        assertThat(lines).hasSize(101);
        assertThat(lines.get(1)).endsWith(",100");
        assertThat(lines.get(100)).endsWith(",199");
    }

    @Test
    void shouldExportFirings() throws IOException, InterruptedException, ProblemException {
        List<String> expected = ToolProcess.run(
                        directory,
                        "inspect",
                        "--outbox",
                        "--type",
                        "AlertFired",
                        "--format",
                        "jsonl",
                        "--data",
                        data.toString())
                .out();
        List<String> lines = Files.readAllLines(export("firings", "jsonl"));
        List<List<Object>> rows = ParquetFile.read(export("firings", "parquet")).rows();
        assertThat(lines).hasSameSizeAs(expected).hasSizeGreaterThan(10).hasSameSizeAs(rows);
        for (int i = 0; i < lines.size(); i++) {
            JsonNode inspected = Json.decode(expected.get(i).getBytes(UTF_8));
            JsonNode exported = Json.decode(lines.get(i).getBytes(UTF_8));
            for (String name : List.of("event", "alert", "version", "app", "user", "symbol", "sequence")) {
                assertThat(exported.path(name)).isEqualTo(inspected.path(name));
            }
            assertThat(Instant.parse(exported.path("time").textValue()))
                    .isEqualTo(inspected.path("time").textValue());
            for (String name : List.of("price", "previous", "level")) {
                assertThat(new BigDecimal(exported.path(name).textValue()))
                        .isEqualByComparingTo(inspected.path(name).textValue());
            }
            assertThat(rows.get(i))
                    .startsWith(exported.path("event").textValue())
                    .contains(exported.path("message").textValue());
        }
    }

    @Test
    void shouldExportAlerts() throws IOException, InterruptedException, ProblemException {
        List<String> lines = Files.readAllLines(export("alerts", "jsonl"));
        assertThat(lines).hasSize(2);
        JsonNode second = Json.decode(lines.get(1).getBytes(UTF_8));
        assertThat(second.path("id").textValue()).isEqualTo("2");
        assertThat(second.path("condition").path("level").textValue()).isEqualTo("1000000");
        assertThat(second.path("status").textValue()).isEqualTo("active");
        assertThat(Files.readAllLines(export("alerts", "jsonl", "--to", "4", "--force")))
                .singleElement()
                .asString()
                .contains("\"firedCount\":0");
    }

    @Test
    void shouldReplaceNoFileUnasked() throws IOException, InterruptedException {
        Path file = export("alerts", "csv");
        List<String> before = files();
        assertWrong("--out: " + file + " is there already; --force replaces it", "alerts", file.toString());
        assertWrong("ends in none of .csv, .jsonl, .parquet", "alerts", "alerts.xls");
        assertWrong("alerts are exported as they are at one moment", "alerts", "x.csv", "--from", "3");
        assertWrong(
                "NoSuchFileException",
                "alerts",
                directory.resolve("none").resolve("x.csv").toString());
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void shouldExplain() throws IOException, InterruptedException, ProblemException {
        List<String> firings = ToolProcess.run(
                        directory,
                        "inspect",
                        "--outbox",
                        "--type",
                        "AlertFired",
                        "--format",
                        "jsonl",
                        "--data",
                        data.toString())
                .out();
        JsonNode last = Json.decode(firings.get(firings.size() - 1).getBytes(UTF_8));
        ToolProcess why =
                ToolProcess.run(directory, "why", "--alert", "1", "--format", "jsonl", "--data", data.toString());
        assertThat(why.exitCode()).isZero();
        JsonNode report = Json.decode(why.out().get(0).getBytes(UTF_8));
        assertThat(report.path("deciding").path("input").path("sequence")).isEqualTo(last.path("sequence"));
        assertThat(report.path("alert").path("firedCount")).isEqualTo(last.path("firedCount"));
        BigDecimal reference = new BigDecimal(last.path("price").textValue());
        JsonNode condition = report.path("conditions").get(0);
        assertThat(new BigDecimal(condition.path("reference").textValue())).isEqualByComparingTo(reference);
        assertThat(new BigDecimal(condition.path("up").textValue()).subtract(reference))
                .isEqualByComparingTo("5");
        Trade lastTrade = trades.stream()
                .filter(trade -> trade.symbol().equals("BTCUSDT"))
                .reduce((first, second) -> second)
                .orElseThrow();
        assertThat(condition.path("price").textValue()).isEqualTo(plain(lastTrade.price()));
        assertThat(ToolProcess.run(directory, "why", "--alert", "9", "--data", data.toString())
                        .exitCode())
                .isEqualTo(1);
    }

    private Path export(String what, String ending, String... more) throws IOException, InterruptedException {
        Path file = directory.resolve(what + "." + ending);
        String[] args = Stream.concat(
                        Stream.of("export", "--what", what, "--out", file.toString(), "--data", data.toString()),
                        Stream.of(more))
                .toArray(String[]::new);
        ToolProcess tool = ToolProcess.run(directory, args);
        assertThat(tool.err()).isEmpty();
        assertThat(tool.exitCode()).isZero();
        return file;
    }

    private void assertWrong(String message, String what, String file, String... more)
            throws IOException, InterruptedException {
        String[] args = Stream.concat(
                        Stream.of("export", "--what", what, "--out", file, "--data", data.toString()), Stream.of(more))
                .toArray(String[]::new);
        ToolProcess tool = ToolProcess.run(directory, args);
        assertThat(tool.err()).singleElement().asString().contains(message);
        assertThat(tool.exitCode()).isEqualTo(2);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Path::toString)
                    .filter(name -> !name.endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
