package io.tocsin.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.contract.value.Times;
import io.tocsin.replay.RecordedTrades.Trade;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Backtests over real trades, by the jar as it is shipped. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class BacktestIT {
    @TempDir
    Path directory;

    /** Over the journal of a node that had the same alerts from the start, the firings are those of its outbox. */
    @Test
    void shouldFireAsTheNodeDid() throws IOException, InterruptedException, ProblemException {
        List<Trade> trades = RecordedTrades.read();
        List<String> alerts = alerts(trades);
        Path data = directory.resolve("data");
        RecordedTrades.record(trades, alerts, data);
        Path file = Files.writeString(directory.resolve("alerts.json"), alerts.toString());

        ToolProcess backtest =
                ToolProcess.run(directory, "backtest", "--data", data.toString(), "--alert", file.toString());
        ToolProcess outbox = ToolProcess.run(
                directory,
                "inspect",
                "--data",
                data.toString(),
                "--outbox",
                "--type",
                "AlertFired",
                "--format",
                "jsonl");

        assertThat(backtest.exitCode()).isZero();
        assertThat(backtest.out()).hasSizeGreaterThan(20);
        List<String> expected = new ArrayList<>();
        for (String line : outbox.out()) {
            JsonNode firing = Json.decode(line.getBytes(UTF_8));
            expected.add(firing.path("event").asText() + " "
                    + (firing.path("alert").asInt() - 1) + " "
                    + number(firing, "price") + " " + number(firing, "previous") + " " + number(firing, "level") + " "
                    + firing.path("firedCount"));
        }
        List<String> actual = new ArrayList<>();
        for (String line : backtest.out()) {
            JsonNode firing = Json.decode(line.getBytes(UTF_8));
            actual.add(firing.path("event").asText() + " " + firing.path("index") + " " + number(firing, "price") + " "
                    + number(firing, "previous") + " " + number(firing, "level") + " " + firing.path("firedCount"));
        }
        assertThat(actual).isEqualTo(expected);
        assertThat(backtest.err()).contains(backtest.out().size() + " firings over " + trades.size() + " ticks");
        assertThat(daily(backtest)).isEqualTo(backtest.out().size());
    }

    /** Over a file, against rules of a few lines. */
    @Test
    void shouldFireByTheRules() throws IOException, InterruptedException, ProblemException {
        List<Trade> trades = RecordedTrades.read();
        Path csv = RecordedTrades.writeCsv(trades, directory.resolve("ticks.csv"));
        BigDecimal level = median(trades, "BTCUSDT");
        String alerts = "[" + alert("ETHUSDT", "{\"type\":\"above\",\"level\":\"1\"}", "once") + ","
                + alert("BTCUSDT", "{\"type\":\"crosses_up\",\"level\":" + level + "}", "every") + "]";

        ToolProcess backtest = ToolProcess.run(directory, "backtest", "--ticks", csv.toString(), "--alert", alerts);

        List<String> expected = firings(trades, level);
        assertThat(expected).hasSizeGreaterThan(10);
        List<String> actual = new ArrayList<>();
        for (String line : backtest.out()) {
            JsonNode firing = Json.decode(line.getBytes(UTF_8));
            actual.add(firing.path("index") + " " + firing.path("event").textValue() + " "
                    + firing.path("time").textValue() + " " + number(firing, "price"));
        }
        assertThat(actual).isEqualTo(expected);
        assertThat(backtest.exitCode()).isZero();
    }

    /** Of "ETHUSDT above 1, once" and "BTCUSDT crosses up, every time". */
    private static List<String> firings(List<Trade> trades, BigDecimal level) {
        List<String> firings = new ArrayList<>();
        boolean hasFired = false;
        boolean wasBelow = false;
        for (int i = 0; i < trades.size(); i++) {
            Trade trade = trades.get(i);
            String line = (i + 1) + "-0 " + Times.format(trade.timeNs()) + " "
                    + trade.price().stripTrailingZeros().toPlainString();
            if (trade.symbol().equals("ETHUSDT")) {
                if (!hasFired) {
                    firings.add("0 " + line);
                }
                hasFired = true;
            } else {
                boolean isBelow = trade.price().compareTo(level) < 0;
                if (wasBelow && !isBelow) {
                    firings.add("1 " + line);
                }
                wasBelow = isBelow;
            }
        }
        return firings;
    }

    @Test
    void shouldTakeAPartOfTheTicks() throws IOException, InterruptedException {
        Path csv = Files.writeString(directory.resolve("ticks.csv"), """
                symbol,time,price
                BTCUSD,2013-11-25T00:00:00Z,799
                BTCUSD,2013-11-25T00:00:01Z,801
                BTCUSD,2013-11-25T00:00:02Z,799
                BTCUSD,2013-11-25T00:00:03Z,802
                BTCUSD,2013-11-25T00:00:04Z,0
                """);
        String alert = alert("BTCUSD", "{\"type\":\"above\",\"level\":800}", "every");
        String[] command = {"backtest", "--ticks", csv.toString(), "--alert", alert, "--from", "3", "--to"};

        ToolProcess all = run(command, "2013-11-25T00:00:09Z");
        assertThat(all.exitCode()).isZero();
        assertThat(all.out())
                .containsExactly("{\"type\":\"alert\",\"event\":\"4-0\",\"alert\":\"1\",\"version\":1,"
                        + "\"symbol\":\"BTCUSD\",\"price\":\"802\",\"previous\":\"799\",\"condition\":\"above\","
                        + "\"level\":\"800\",\"message\":\"BTCUSD is at or above 800: 802\","
                        + "\"time\":\"2013-11-25T00:00:03Z\",\"sequence\":4,\"firedCount\":1,\"replayed\":false,"
                        + "\"index\":0}");
        assertThat(all.err())
                .containsExactly("2013-11-25  1", "1 firings over 3 ticks", "1 ticks rejected: price-not-positive");
        assertThat(run(command, "3").out()).isEmpty();
    }

    @Test
    void shouldSayWhatIsWrongInALine() throws IOException, InterruptedException {
        Path csv = Files.writeString(directory.resolve("ticks.csv"), "BTCUSD,1,1\nBTCUSD,x,1\n");
        String good = alert("BTCUSD", "{\"type\":\"above\",\"level\":800}", "every");

        assertWrong(csv + ", line 2, column 2 (time): 'x' is neither", csv, good);
        assertWrong("--ticks: cannot read " + directory.resolve("none"), directory.resolve("none"), good);
        assertWrong("--alert: /condition/level must be greater than 0", csv, good.replace("800", "-800"));
        assertWrong(
                "--alert: /1/symbol is required; /1/frobnicate is not known here",
                csv,
                "[" + good + "," + good.replace("symbol", "frobnicate") + "]");
        assertWrong(
                "--alert: /1/expiresAt must be later than now, 1970-01-01T00:00:00.000000001Z",
                csv,
                "[" + good + ",{\"expiresAt\":\"1970-01-01T00:00:00Z\"," + good.substring(1) + "]");
        assertWrong("'--alert'", csv, "{");
        assertWrong("there is no file none.json", csv, "none.json");
        assertWrong("must hold at least one alert", csv, "[]");
    }

    /** Whatever begins in the last moment that a tick can have, still ends within what a long can hold. */
    @Test
    void shouldKeepTimeToTheEndOfTheYears() throws IOException, InterruptedException {
        Path csv = Files.writeString(directory.resolve("ticks.csv"), """
                BTCUSD,1678-01-01T00:00:00Z,100
                BTCUSD,2261-12-31T23:59:58Z,100
                BTCUSD,2261-12-31T23:59:59Z,110
                BTCUSD,2261-12-31T23:59:59.999999999Z,111
                """);
        String alerts = "["
                + String.join(
                        ",",
                        alert("BTCUSD", "{\"type\":\"silent\",\"for\":\"P1D\"}", "every"),
                        alert("BTCUSD", "{\"type\":\"moves_up\",\"percent\":5,\"within\":\"P1D\"}", "once"),
                        alert(
                                "BTCUSD",
                                "{\"type\":\"change\",\"percent\":5,\"direction\":\"up\",\"from\":\"day_open\"}",
                                "once"),
                        alert(
                                "BTCUSD",
                                "{\"type\":\"above\",\"of\":\"sma\",\"period\":2,\"bar\":\"P1D\",\"level\":1}",
                                "once"))
                + "]";

        ToolProcess backtest = ToolProcess.run(directory, "backtest", "--ticks", csv.toString(), "--alert", alerts);

        assertThat(backtest.exitCode()).isZero();
        assertThat(backtest.out())
                .map(line -> line.replaceAll(".*\"event\":\"(.*?)\".*\"condition\":\"(.*?)\".*", "$1 $2"))
                .containsExactly("2-0 silent", "3-0 change", "3-1 moves_up");
    }

    private void assertWrong(String message, Path ticks, String alert) throws IOException, InterruptedException {
        ToolProcess tool = ToolProcess.run(directory, "backtest", "--ticks", ticks.toString(), "--alert", alert);
        assertThat(tool.err())
                .singleElement()
                .asString()
                .startsWith("tocsin-replay: ")
                .contains(message);
        assertThat(tool.out()).isEmpty();
        assertThat(tool.exitCode()).isEqualTo(2);
    }

    private ToolProcess run(String[] command, String last) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(command));
        all.add(last);
        return ToolProcess.run(directory, all.toArray(String[]::new));
    }

    private static List<String> alerts(List<Trade> trades) {
        String level = median(trades, "BTCUSDT").toPlainString();
        return List.of(
                alert("BTCUSDT", "{\"type\":\"crosses\",\"level\":" + level + "}", "every"),
                alert("BTCUSDT", "{\"type\":\"trails\",\"percent\":0.05,\"direction\":\"down\"}", "every"),
                alert("ETHUSDT", "{\"type\":\"moves_up\",\"by\":1,\"within\":\"PT10S\"}", "every"),
                alert("BTCUSDT", "{\"type\":\"silent\",\"for\":\"PT1S\"}", "every"),
                alert(
                        "ETHUSDT",
                        "{\"type\":\"change\",\"by\":2,\"direction\":\"either\",\"from\":\"last_fire\"}",
                        "every"),
                alert(
                        "ETHUSDT",
                        "{\"type\":\"all\",\"of\":[{\"type\":\"above\",\"level\":1},"
                                + "{\"type\":\"crosses_down\",\"symbol\":\"BTCUSDT\",\"level\":" + level + "}]}",
                        "every"));
    }

    private static String alert(String symbol, String condition, String mode) {
        return "{\"symbol\":\"" + symbol + "\",\"condition\":" + condition + ",\"trigger\":{\"mode\":\"" + mode
                + "\"}}";
    }

    private static BigDecimal median(List<Trade> trades, String symbol) {
        List<BigDecimal> prices = trades.stream()
                .filter(trade -> trade.symbol().equals(symbol))
                .map(Trade::price)
                .sorted(Comparator.naturalOrder())
                .toList();
        return prices.get(prices.size() / 2).setScale(RecordedTrades.DECIMALS);
    }

    /** Without trailing zeros, which {@code inspect} prints. */
    private static String number(JsonNode firing, String name) {
        JsonNode value = firing.path(name);
        return value.isTextual()
                ? new BigDecimal(value.textValue()).stripTrailingZeros().toPlainString()
                : "-";
    }

    private static long daily(ToolProcess backtest) {
        return backtest.err().stream()
                .filter(line -> line.matches("\\d{4}-\\d{2}-\\d{2}  \\d+"))
                .mapToLong(line -> Long.parseLong(line.substring(12)))
                .sum();
    }
}
