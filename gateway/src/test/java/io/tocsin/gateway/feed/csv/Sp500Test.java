package io.tocsin.gateway.feed.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.engine.Messages;
import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.port.CommandSink;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.gateway.command.EngineFixture;
import io.tocsin.gateway.config.ConfigException;
import io.tocsin.gateway.config.ConfigLoader;
import io.tocsin.gateway.control.FeedReject;
import io.tocsin.gateway.control.FeedState;
import io.tocsin.gateway.feed.EngineAccess;
import io.tocsin.gateway.feed.FeedConfig;
import io.tocsin.gateway.feed.FeedHost;
import io.tocsin.gateway.feed.RecordedData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Five years of daily bars of 505 stocks, as fast as they go, with 100 000 alerts: what fires, when and at which price is
 * what a simple reading of the same file says. {@code -Dtocsin.data=DIR} says where recorded prices are.
 */
class Sp500Test {
    private static final int ALERTS = 100_000;
    private static final int ROWS = 619_040;
    private static final int DIRTY_ROWS = 23;
    private static final int DECIMALS = 8;

    private static Path file;
    private static List<Row> rows;

    private final Map<Long, Fired> fired = new HashMap<>();

    private record Row(int line, long timeNs, String symbol, List<Long> prices) {}

    private record Fired(long timeNs, long price) {}

    private record Alert(String symbol, long level) {}

    @BeforeAll
    static void read() throws IOException {
        file = RecordedData.require().resolve("sp500-daily/all_stocks_5yr.csv.gz");
        rows = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
            lines.readLine();
            int line = 2;
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                rows.add(row(line++, text.split(",", -1)));
            }
        }
    }

    /** A row whose prices are missing or impossible has none. */
    private static Row row(int line, String[] fields) {
        long timeNs = TimeUnit.SECONDS.toNanos(
                LocalDate.parse(fields[0]).atStartOfDay(ZoneOffset.UTC).toEpochSecond());
        for (int i = 1; i <= 4; i++) {
            if (fields[i].isEmpty()) {
                return new Row(line, timeNs, fields[6], List.of());
            }
        }
        long open = units(fields[1]);
        long high = units(fields[2]);
        long low = units(fields[3]);
        long close = units(fields[4]);
        boolean isPossible = low <= open && low <= close && high >= open && high >= close;
        List<Long> path = close >= open ? List.of(open, low, high, close) : List.of(open, high, low, close);
        return new Row(line, timeNs, fields[6], isPossible ? path : List.of());
    }

    @Test
    void shouldFireAsASimpleReadingOfTheFileSays(@TempDir Path directory) throws Exception {
        List<Alert> alerts = alerts();
        List<FeedReject> rejects;
        try (EngineFixture engine =
                new EngineFixture(new Limits(ALERTS, 1_000, ALERTS, 16, 16, 16, 16), new OutputListener() {
                    @Override
                    public void onFiring(AlertFiredDecoder firing) {
                        fired.put(firing.alertId(), new Fired(firing.exchangeTimeNs(), firing.price()));
                    }
                })) {
            engine.start();
            create(alerts, engine.pipeline.commandSink());
            try (FeedHost feeds = new FeedHost(
                    new EngineAccess(engine.commands, engine.pipeline.commandSink(), engine.symbols, () -> true))) {
                feeds.add(preset(directory).feed());
                feeds.start("sp500");
                await().atMost(Duration.ofMinutes(2))
                        .until(() -> feeds.status("sp500").orElseThrow().state() == FeedState.ENDED);
                assertThat(feeds.status("sp500").orElseThrow().ticks()).isEqualTo(ROWS - DIRTY_ROWS);
                rejects = feeds.rejects("sp500");
            }
        }

        assertThat(rejects)
                .hasSize(DIRTY_ROWS)
                .extracting(FeedReject::position)
                .containsExactlyInAnyOrderElementsOf(rows.stream()
                        .filter(row -> row.prices().isEmpty())
                        .map(row -> "line " + row.line())
                        .toList());
        assertThat(fired).hasSizeGreaterThan(ALERTS / 4).isEqualTo(expected(alerts));
    }

    private static FeedConfig preset(Path directory) throws ConfigException, IOException {
        Path settings = Files.writeString(
                directory.resolve("node.conf"),
                "feeds = []\nfeed.sp500 { kind = csv, preset = sp500, pace = none, file = \"" + file + "\" }");
        return ConfigLoader.ofProcess()
                .load(Optional.of(settings))
                .feeds()
                .configured()
                .get(0);
    }

    /** At levels from half to two and a half times the first price of a stock. */
    private static List<Alert> alerts() {
        Map<String, Long> first = new HashMap<>();
        rows.stream()
                .filter(row -> !row.prices().isEmpty())
                .forEach(row -> first.putIfAbsent(row.symbol(), row.prices().get(0)));
        List<String> symbols = first.keySet().stream().sorted().toList();
        SplittableRandom random = new SplittableRandom(500);
        List<Alert> alerts = new ArrayList<>();
        for (int i = 0; i < ALERTS; i++) {
            String symbol = symbols.get(random.nextInt(symbols.size()));
            alerts.add(new Alert(symbol, (long) (first.get(symbol) * (0.5 + 2 * random.nextDouble()))));
        }
        return alerts;
    }

    private static void create(List<Alert> alerts, CommandSink sink) {
        Messages messages = new Messages();
        for (Alert alert : alerts) {
            int length = messages.create(
                    ConditionType.ABOVE, TriggerMode.ONCE, alert.symbol().getBytes(UTF_8), alert.level());
            while (sink.offer(messages.buffer, 0, length) != CommandSink.Offer.ACCEPTED) {
                Thread.onSpinWait();
            }
        }
    }

    private static Map<Long, Fired> expected(List<Alert> alerts) {
        Map<String, List<Row>> bySymbol = new HashMap<>();
        rows.forEach(row -> bySymbol.computeIfAbsent(row.symbol(), symbol -> new ArrayList<>())
                .add(row));
        Map<Long, Fired> expected = new HashMap<>();
        for (int i = 0; i < alerts.size(); i++) {
            Alert alert = alerts.get(i);
            long id = i + 1L;
            for (Row row : bySymbol.get(alert.symbol())) {
                for (long price : row.prices()) {
                    if (price >= alert.level()) {
                        expected.putIfAbsent(id, new Fired(row.timeNs(), price));
                    }
                }
                if (expected.containsKey(id)) {
                    break;
                }
            }
        }
        return expected;
    }

    private static long units(String price) {
        return new BigDecimal(price).movePointRight(DECIMALS).longValueExact();
    }
}
