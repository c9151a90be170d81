package io.tocsin.engine.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;

/** Reads recorded market data, which lies beside the repository and is not part of it, in the order of its times. */
final class RecordedPrices {
    private static final int SIZE_DECIMALS = 8;
    private static final Input.Book NO_BOOK = new Input.Book(null, null);
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final Pattern BINANCE_TRADE = Pattern.compile(
            "(\\d+) .*\"e\":\"trade\".*\"s\":\"(\\w+)\".*\"p\":\"([\\d.]+)\",\"q\":\"([\\d.]+)\".*\"T\":(\\d+).*");

    private final Path directory;

    private RecordedPrices(Path directory) {
        this.directory = directory;
    }

    /** {@code -Dtocsin.data=DIR}, or {@code ../shared/data} as seen from the repository, if it is there. */
    static Optional<RecordedPrices> find() {
        return Stream.of(System.getProperty("tocsin.data", ""), "../shared/data", "../../shared/data")
                .filter(path -> !path.isEmpty())
                .map(Path::of)
                .filter(Files::isDirectory)
                .findFirst()
                .map(RecordedPrices::new);
    }

    /** Trades as the stream brought them, in units of 10^-2. */
    List<RecordedMarket.Price> binanceTrades() {
        return read(
                "binance-stream",
                ".gz",
                (path, lines) -> lines.map(BINANCE_TRADE::matcher)
                        .filter(Matcher::matches)
                        .map(trade -> new RecordedMarket.Price(
                                Long.parseLong(trade.group(1)),
                                trade.group(2),
                                units(trade.group(3), 2),
                                NO_BOOK,
                                units(trade.group(4), SIZE_DECIMALS),
                                Long.parseLong(trade.group(5)) * NANOS_PER_MILLI))
                        .toList());
    }

    /** Bid, ask and their middle, in units of 10^-6. */
    List<RecordedMarket.Price> oandaQuotes() {
        return read("fx-tick/oanda-eurusd", ".zip", (path, lines) -> {
            String date = path.getFileName().toString().substring(0, 8);
            long startNs = startOfDay(LocalDate.parse(date, DateTimeFormatter.BASIC_ISO_DATE));
            return lines.map(line -> line.split(","))
                    .map(quote -> {
                        long timeNs = startNs + Long.parseLong(quote[0]) * NANOS_PER_MILLI;
                        Input.Book book = new Input.Book(units(quote[1], 6), units(quote[2], 6));
                        long middle = (book.bid() + book.ask()) / 2;
                        return new RecordedMarket.Price(timeNs, "EURUSD", middle, book, 0, timeNs);
                    })
                    .toList();
        });
    }

    /** Each stock's close on each day, at the start of the day, in units of 10^-4; rows without one are left out. */
    List<RecordedMarket.Price> dailyCloses() {
        return read(
                "sp500-daily",
                "5yr.csv.gz",
                (path, lines) -> lines.skip(1)
                        .map(line -> line.split(","))
                        .filter(row -> !row[4].isEmpty())
                        .map(row -> new RecordedMarket.Price(
                                startOfDay(LocalDate.parse(row[0])),
                                row[6],
                                units(row[4], 4),
                                NO_BOOK,
                                units(row[5], SIZE_DECIMALS),
                                null))
                        .toList());
    }

    private List<RecordedMarket.Price> read(
            String folder, String ending, BiFunction<Path, Stream<String>, List<RecordedMarket.Price>> parser) {
        try (Stream<Path> files = Files.list(directory.resolve(folder))) {
            List<RecordedMarket.Price> prices = new ArrayList<>();
            for (Path file : files.filter(path -> path.toString().endsWith(ending))
                    .sorted()
                    .toList()) {
                try (BufferedReader reader = open(file)) {
                    prices.addAll(parser.apply(file, reader.lines()));
                }
            }
            prices.sort(Comparator.comparingLong(RecordedMarket.Price::timeNs));
            return prices;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BufferedReader open(Path file) throws IOException {
        InputStream packed = Files.newInputStream(file);
        if (file.toString().endsWith(".gz")) {
            return new BufferedReader(new InputStreamReader(new GZIPInputStream(packed), UTF_8));
        }
        ZipInputStream zip = new ZipInputStream(packed);
        zip.getNextEntry();
        return new BufferedReader(new InputStreamReader(zip, UTF_8));
    }

    private static long units(String decimal, int decimals) {
        return new BigDecimal(decimal)
                .movePointRight(decimals)
                .setScale(0, RoundingMode.HALF_EVEN)
                .longValueExact();
    }

    private static long startOfDay(LocalDate date) {
        return date.atStartOfDay(ZoneOffset.UTC).toEpochSecond() * NANOS_PER_SECOND;
    }
}
