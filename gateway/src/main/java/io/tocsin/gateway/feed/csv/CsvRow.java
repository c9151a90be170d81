package io.tocsin.gateway.feed.csv;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.tocsin.contract.value.Decimals;
import io.tocsin.contract.value.SymbolNames;
import io.tocsin.gateway.feed.FeedException;
import io.tocsin.gateway.feed.TickSink;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Reads the columns of one row after the other. One thread. */
final class CsvRow {
    /** Of a price in units, which are a long. */
    private static final int MAX_DIGITS = 18;

    private final CsvConfig config;
    private final Map<CsvColumn, Integer> indices = new EnumMap<>(CsvColumn.class);
    private CsvRecord record;

    /**
     * @param header the names of the columns, in any order.
     * @throws FeedException when a column is not there.
     */
    CsvRow(CsvConfig config, List<String> header) throws FeedException {
        this.config = config;
        List<String> names = header.stream().map(String::strip).toList();
        List<String> missing = new ArrayList<>();
        config.columns().forEach((column, name) -> {
            if (names.contains(name)) {
                indices.put(column, names.indexOf(name));
            } else {
                missing.add(name);
            }
        });
        if (!missing.isEmpty()) {
            throw new FeedException(config.file() + " has no column " + String.join(", ", missing) + ", but "
                    + String.join(", ", names));
        }
    }

    CsvRow read(CsvRecord newRecord) {
        record = newRecord;
        return this;
    }

    String position() {
        return "line " + record.getStartingLineNumber();
    }

    /** {@link TickSink#NULL_VALUE} where no column has it. */
    long timeNs() throws CsvRowException {
        String text = text(CsvColumn.TIME);
        if (text.isEmpty()) {
            return TickSink.NULL_VALUE;
        }
        OptionalLong timeNs = config.layout().day().isPresent()
                ? CsvTimeFormat.ofDay(text, config.layout().day().get(), config.zone())
                : config.timeFormat().parse(text, config.zone());
        return timeNs.orElseThrow(() -> new CsvRowException(text + " is no time"));
    }

    String symbol() throws CsvRowException {
        String symbol = config.symbol().orElseGet(() -> text(CsvColumn.SYMBOL));
        if (symbol.isEmpty()) {
            throw new CsvRowException("no symbol");
        }
        if (!SymbolNames.isValid(symbol)) {
            throw new CsvRowException("no symbol can be called " + symbol + ": it " + SymbolNames.RULE);
        }
        return symbol;
    }

    /** A price, which must be there. */
    BigDecimal price(CsvColumn column) throws CsvRowException {
        String text = text(column);
        BigDecimal price = Decimals.parse(text)
                .orElseThrow(() -> new CsvRowException(
                        (text.isEmpty() ? "no price in column " : text + " is no price, in column ") + name(column)));
        if (price.signum() <= 0) {
            throw new CsvRowException(text + " is not more than zero, in column " + name(column));
        }
        if (Math.abs(integerDigits(price)) > MAX_DIGITS) {
            throw new CsvRowException(text + " is out of range, in column " + name(column));
        }
        return price;
    }

    boolean has(CsvColumn column) {
        return indices.containsKey(column) && !text(column).isEmpty();
    }

    /** In units of 10^-8, rounded half-even; 0 where no column has it. */
    long size() throws CsvRowException {
        String text = text(CsvColumn.SIZE);
        if (text.isEmpty()) {
            return 0;
        }
        BigDecimal size = Decimals.parse(text).orElseThrow(() -> new CsvRowException(text + " is no size"));
        long units = Decimals.toUnits(size, Decimals.SIZE_DECIMALS);
        if (units < 0 || units > Decimals.MAX_PRICE) {
            throw new CsvRowException(text + " is no size that there can be");
        }
        return units;
    }

    /** The decimals that all of these have, as far as there is room for them beside the digits in front. */
    static int scaleOf(BigDecimal... prices) {
        int scale = 0;
        int room = MAX_DIGITS;
        for (BigDecimal price : prices) {
            scale = Math.max(scale, price.stripTrailingZeros().scale());
            room = Math.min(room, MAX_DIGITS - Math.max(0, integerDigits(price)));
        }
        return Math.min(scale, room);
    }

    /** Less than 0 where zeros follow the point. */
    private static int integerDigits(BigDecimal number) {
        return number.precision() - number.scale();
    }

    private String text(CsvColumn column) {
        Integer index = indices.get(column);
        return index == null || index >= record.getFieldCount()
                ? ""
                : record.getField(index).strip();
    }

    private String name(CsvColumn column) {
        return config.columns().get(column);
    }
}
