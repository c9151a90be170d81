package io.tocsin.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tocsin.contract.alert.AlertRequests;
import io.tocsin.contract.json.InvalidRequestException;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.contract.value.Decimals;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.wire.InputBatch;
import io.tocsin.journal.inputs.ChronicleJournal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Trades of BTC and ETH against USDT as an exchange's stream brought them, which lie beside the repository. */
final class RecordedTrades {
    static final int DECIMALS = 2;
    static final List<String> SYMBOLS = List.of("BTCUSDT", "ETHUSDT");

    private static final int MOST = 20_000;
    private static final Pattern TRADE =
            Pattern.compile("(\\d+) .*\"e\":\"trade\".*\"s\":\"(\\w+)\".*\"p\":\"([\\d.]+)\",\"q\":\"([\\d.]+)\".*");

    /** A trade at the time at which it came in. */
    record Trade(long timeNs, String symbol, BigDecimal price, BigDecimal size) {}

    private RecordedTrades() {}

    /** Some trades in the order of their times; the test is skipped where there are none. */
    static List<Trade> read() throws IOException {
        Optional<Path> directory = Stream.of(
                        System.getProperty("tocsin.data", ""), "../shared/data", "../../shared/data")
                .filter(path -> !path.isEmpty())
                .map(path -> Path.of(path, "binance-stream"))
                .filter(Files::isDirectory)
                .findFirst();
        assumeTrue(
                directory.isPresent(), "no recorded prices at ../shared/data; -Dtocsin.data=DIR says where they are");
        List<Trade> trades = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory.get())) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".gz")).toList()) {
                try (BufferedReader lines = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
                    lines.lines()
                            .map(TRADE::matcher)
                            .filter(Matcher::matches)
                            .map(match -> new Trade(
                                    Long.parseLong(match.group(1)),
                                    match.group(2),
                                    new BigDecimal(match.group(3)),
                                    new BigDecimal(match.group(4))))
                            .forEach(trades::add);
                }
            }
        }
        trades.sort(Comparator.comparingLong(Trade::timeNs));
        return trades.subList(0, Math.min(MOST, trades.size()));
    }

    /** As lines that {@code backtest --ticks} takes. */
    static Path writeCsv(List<Trade> trades, Path file) throws IOException {
        return Files.write(
                file,
                trades.stream()
                        .map(trade -> trade.symbol() + "," + trade.timeNs() + ","
                                + trade.price().toPlainString() + ","
                                + trade.size().toPlainString())
                        .toList());
    }

    /**
     * The data directory of a node that had these alerts before the first trade. Sequences: limits 1, symbols 2 and 3,
     * then the alerts, then the trades.
     */
    static void record(List<Trade> trades, List<String> alerts, Path data) throws ProblemException {
        try (ChronicleJournal journal = new ChronicleJournal(data)) {
            journal.replay(0, (buffer, offset, length) -> {});
            Recorder recorder = new Recorder(journal, trades.get(0).timeNs());
            recorder.add(recorder.inputs.limits(new Limits(1000, 100, 100, 100, 100, 100, 1_000)));
            for (String symbol : SYMBOLS) {
                recorder.add(recorder.inputs.symbol(symbol, DECIMALS));
            }
            for (String alert : alerts) {
                recorder.create(alert);
            }
            trades.forEach(recorder::add);
            recorder.flush();
        }
        RecordedNode.recover(data);
    }

    /** Fills batches with what came at the same time, as far as a batch of a node goes. */
    private static final class Recorder {
        private final ChronicleJournal journal;
        private final BacktestInputs inputs = new BacktestInputs();
        private final InputBatch batch = new InputBatch();
        private long timeNs;

        Recorder(ChronicleJournal journal, long timeNs) {
            this.journal = journal;
            this.timeNs = timeNs;
        }

        void create(String alert) throws ProblemException {
            try {
                add(inputs.alert(AlertRequests.parse(Json.decode(alert.getBytes(UTF_8)), "", symbol -> DECIMALS)));
            } catch (InvalidRequestException e) {
                throw new IllegalArgumentException(alert, e);
            }
        }

        void add(Trade trade) {
            if (trade.timeNs() != timeNs) {
                flush();
                timeNs = trade.timeNs();
            }
            add(inputs.tick(
                    SYMBOLS.indexOf(trade.symbol()),
                    DECIMALS,
                    Decimals.toUnits(trade.price(), DECIMALS),
                    Decimals.toUnits(trade.size(), Decimals.SIZE_DECIMALS)));
        }

        void add(int length) {
            if (!batch.add(inputs.buffer(), 0, length)) {
                throw new IllegalStateException("a batch is full");
            }
        }

        void flush() {
            batch.seal(journal.lastSequence() + 1, timeNs);
            journal.append(batch.buffer(), 0, batch.length());
            batch.clear();
        }
    }
}
