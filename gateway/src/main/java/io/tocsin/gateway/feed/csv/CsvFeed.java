package io.tocsin.gateway.feed.csv;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.tocsin.contract.value.Decimals;
import io.tocsin.gateway.feed.Bar;
import io.tocsin.gateway.feed.Feed;
import io.tocsin.gateway.feed.FeedException;
import io.tocsin.gateway.feed.TickSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Reads a file of ticks, quotes or bars from its start to its end, at each start anew. A row that makes no sense costs
 * itself only; it is kept out, and can be looked at by its line.
 * <p>
 * Of a quote without a price, the price is the middle. Rows in a pace are offered when their time has come since the
 * first row; one that is earlier than a row before it does not wait.
 */
public final class CsvFeed implements Feed {
    private static final int MOST_CHARACTERS_OF_A_ROW = 1 << 20;
    private static final int MOST_ROWS_TO_TURN = 200_000;
    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    private final CsvConfig config;

    CsvFeed(CsvConfig config) {
        this.config = config;
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public void run(TickSink ticks) throws InterruptedException, FeedException {
        try (InputStream bytes = CsvFile.open(config.file());
                CsvReader<CsvRecord> reader = CsvReader.builder()
                        .fieldSeparator(
                                config.separator().isPresent()
                                        ? config.separator().get()
                                        : CsvFile.separatorOf(bytes))
                        .detectBomHeader(true)
                        .trimWhitespacesAroundQuotes(true)
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .maxBufferSize(MOST_CHARACTERS_OF_A_ROW)
                        .ofCsvRecord(bytes);
                CloseableIterator<CsvRecord> rows = reader.iterator()) {
            if (!rows.hasNext()) {
                throw new FeedException(config.file() + " is empty");
            }
            List<String> header = config.layout().header().isEmpty()
                    ? rows.next().getFields()
                    : config.layout().header();
            new Run(ticks).play(new CsvRow(config, header), config.layout().isNewestFirst() ? reversed(rows) : rows);
        } catch (NoSuchFileException missing) {
            throw new FeedException(config.file() + ": no such file", missing);
        } catch (AccessDeniedException forbidden) {
            throw new FeedException(config.file() + ": no permission to read it", forbidden);
        } catch (CsvParseException | UncheckedIOException | IOException unreadable) {
            throw new FeedException(config.file() + ": " + unreadable.getMessage(), unreadable);
        }
    }

    private Iterator<CsvRecord> reversed(Iterator<CsvRecord> rows) throws FeedException {
        Deque<CsvRecord> all = new ArrayDeque<>();
        while (rows.hasNext()) {
            if (all.size() == MOST_ROWS_TO_TURN) {
                throw new FeedException(config.file() + " has more than " + MOST_ROWS_TO_TURN
                        + " rows, which are too many to read from the end");
            }
            all.addFirst(rows.next());
        }
        return all.iterator();
    }

    /** One reading of the file. */
    private final class Run {
        private final TickSink ticks;
        private final Map<String, Integer> ids = new HashMap<>();
        private final long startNs = System.nanoTime();
        private long firstTimeNs = TickSink.NULL_VALUE;

        Run(TickSink ticks) {
            this.ticks = ticks;
        }

        void play(CsvRow row, Iterator<CsvRecord> rows) throws InterruptedException, FeedException {
            while (rows.hasNext()) {
                row.read(rows.next());
                try {
                    play(row);
                } catch (CsvRowException useless) {
                    ticks.reject(row.position(), useless.getMessage());
                }
            }
        }

        private void play(CsvRow row) throws CsvRowException, InterruptedException, FeedException {
            String symbol = row.symbol();
            long timeNs = row.timeNs();
            long size = row.size();
            if (config.hasBars()) {
                play(row, symbol, timeNs, size);
                return;
            }
            boolean isQuoted = row.has(CsvColumn.BID) && row.has(CsvColumn.ASK);
            BigDecimal bid = isQuoted ? row.price(CsvColumn.BID) : null;
            BigDecimal ask = isQuoted ? row.price(CsvColumn.ASK) : null;
            if (isQuoted && bid.compareTo(ask) > 0) {
                throw new CsvRowException("bid " + bid + " is more than ask " + ask);
            }
            BigDecimal price = isQuoted && !row.has(CsvColumn.PRICE)
                    ? bid.add(ask).divide(TWO, Math.max(bid.scale(), ask.scale()) + 1, RoundingMode.HALF_EVEN)
                    : row.price(CsvColumn.PRICE);
            int scale = isQuoted ? CsvRow.scaleOf(price, bid, ask) : CsvRow.scaleOf(price);
            long units = Decimals.toUnits(price, scale);
            int id = id(symbol);
            awaitTurn(timeNs);
            ticks.offer(
                    id,
                    scale,
                    units,
                    isQuoted ? Decimals.toUnits(bid, scale) : TickSink.NULL_VALUE,
                    isQuoted ? Decimals.toUnits(ask, scale) : TickSink.NULL_VALUE,
                    size,
                    timeNs);
        }

        private void play(CsvRow row, String symbol, long timeNs, long volume)
                throws CsvRowException, InterruptedException, FeedException {
            BigDecimal open = row.price(CsvColumn.OPEN);
            BigDecimal high = row.price(CsvColumn.HIGH);
            BigDecimal low = row.price(CsvColumn.LOW);
            BigDecimal close = row.price(CsvColumn.CLOSE);
            int scale = CsvRow.scaleOf(open, high, low, close);
            Bar bar = new Bar(
                    Decimals.toUnits(open, scale),
                    Decimals.toUnits(high, scale),
                    Decimals.toUnits(low, scale),
                    Decimals.toUnits(close, scale),
                    volume,
                    timeNs);
            if (!bar.isConsistent()) {
                throw new CsvRowException(
                        "high " + high + " and low " + low + " do not enclose open " + open + " and close " + close);
            }
            int id = id(symbol);
            awaitTurn(timeNs);
            ticks.offer(id, scale, bar);
        }

        private int id(String symbol) throws InterruptedException, FeedException {
            Integer known = ids.get(symbol);
            if (known == null) {
                known = ticks.register(symbol);
                ids.put(symbol, known);
            }
            return known;
        }

        private void awaitTurn(long timeNs) throws InterruptedException {
            if (config.speed().isEmpty() || timeNs == TickSink.NULL_VALUE) {
                return;
            }
            if (firstTimeNs == TickSink.NULL_VALUE) {
                firstTimeNs = timeNs;
            }
            long dueNs = startNs + (timeNs - firstTimeNs) / config.speed().getAsInt();
            TimeUnit.NANOSECONDS.sleep(dueNs - System.nanoTime());
        }
    }
}
