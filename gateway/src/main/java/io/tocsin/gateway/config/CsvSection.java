package io.tocsin.gateway.config;

import io.tocsin.gateway.feed.csv.CsvColumn;
import io.tocsin.gateway.feed.csv.CsvConfig;
import io.tocsin.gateway.feed.csv.CsvTimeFormat;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The keys of a feed of the kind {@code csv}. */
final class CsvSection {
    private static final Map<CsvColumn, String> BITSTAMP =
            Map.of(CsvColumn.TIME, "timestamp", CsvColumn.PRICE, "price", CsvColumn.SIZE, "amount");
    private static final Map<CsvColumn, String> SP500 = Map.of(
            CsvColumn.TIME, "date",
            CsvColumn.SYMBOL, "Name",
            CsvColumn.OPEN, "open",
            CsvColumn.HIGH, "high",
            CsvColumn.LOW, "low",
            CsvColumn.CLOSE, "close",
            CsvColumn.SIZE, "volume");
    private static final List<String> OANDA_HEADER = List.of("time", "bid", "ask");
    private static final Map<CsvColumn, String> OANDA =
            Map.of(CsvColumn.TIME, "time", CsvColumn.BID, "bid", CsvColumn.ASK, "ask");
    private static final Map<CsvColumn, String> ECB = Map.of(CsvColumn.TIME, "Date");

    private CsvSection() {}

    static CsvConfig read(Settings settings, String name) throws ConfigException {
        Map<CsvColumn, String> columns = columns(settings, name);
        Optional<String> symbol = settings.optionalText(FeedSections.key(name, "symbol"), 64);
        if (symbol.isEmpty() == !columns.containsKey(CsvColumn.SYMBOL)) {
            throw new ConfigException(FeedSections.key(name, "symbol") + " and "
                    + FeedSections.key(name, "columns", "symbol") + ": one of them must be given, and not both");
        }
        boolean isRecorded = settings.choice(FeedSections.key(name, "pace"), List.of("recorded", "none"))
                .equals("recorded");
        int speed = settings.integer(FeedSections.key(name, "speed"), 1, 1_000_000);
        Path file = settings.path(FeedSections.key(name, "file"))
                .orElseThrow(
                        () -> new ConfigException(FeedSections.key(name, "file") + ": must be the path of a file"));
        return new CsvConfig(
                name,
                file,
                columns,
                symbol,
                settings.choice(FeedSections.key(name, "time-format"), CsvTimeFormat.class),
                zone(settings, FeedSections.key(name, "time-zone")),
                separator(settings, FeedSections.key(name, "separator")),
                layout(settings, name, file),
                isRecorded ? OptionalInt.of(speed) : OptionalInt.empty());
    }

    private static Map<CsvColumn, String> columns(Settings settings, String name) throws ConfigException {
        Map<CsvColumn, String> columns = new EnumMap<>(CsvColumn.class);
        columns.putAll(
                switch (preset(settings, name)) {
                    case "bitstamp" -> BITSTAMP;
                    case "sp500" -> SP500;
                    case "oanda" -> OANDA;
                    case "ecb" -> ECB;
                    default -> Map.of();
                });
        for (CsvColumn column : CsvColumn.values()) {
            settings.optionalText(
                            FeedSections.key(name, "columns", column.name().toLowerCase(Locale.ROOT)), 256)
                    .ifPresent(header -> columns.put(column, header));
        }
        boolean isOfBars =
                columns.keySet().containsAll(List.of(CsvColumn.OPEN, CsvColumn.HIGH, CsvColumn.LOW, CsvColumn.CLOSE));
        boolean isOfQuotes = columns.containsKey(CsvColumn.BID) && columns.containsKey(CsvColumn.ASK);
        if (isOfBars == (columns.containsKey(CsvColumn.PRICE) || isOfQuotes)) {
            throw new ConfigException(
                    FeedSections.key(name, "columns")
                            + ": there must be price, or bid and ask, or open, high, low and close; not bars and ticks at once");
        }
        return columns;
    }

    private static ZoneId zone(Settings settings, String key) throws ConfigException {
        String text = settings.text(key, 64);
        try {
            return ZoneId.of(text);
        } catch (DateTimeException unknown) {
            throw new ConfigException(key + ": must be a time zone such as UTC or America/New_York, not " + text);
        }
    }

    private static Optional<Character> separator(Settings settings, String key) throws ConfigException {
        return switch (settings.choice(key, List.of("auto", "comma", "semicolon", "tab", "bar"))) {
            case "comma" -> Optional.of(',');
            case "semicolon" -> Optional.of(';');
            case "tab" -> Optional.of('\t');
            case "bar" -> Optional.of('|');
            default -> Optional.empty();
        };
    }

    private static CsvConfig.Layout layout(Settings settings, String name, Path file) throws ConfigException {
        return switch (preset(settings, name)) {
            case "oanda" -> new CsvConfig.Layout(OANDA_HEADER, Optional.of(dayOf(file, name)), false);
            case "ecb" -> new CsvConfig.Layout(List.of(), Optional.empty(), true);
            default -> CsvConfig.Layout.USUAL;
        };
    }

    private static String preset(Settings settings, String name) throws ConfigException {
        return settings.choice(FeedSections.key(name, "preset"), List.of("none", "bitstamp", "sp500", "oanda", "ecb"));
    }

    private static LocalDate dayOf(Path file, String name) throws ConfigException {
        String start = file.getFileName().toString().replaceFirst("(?s)(?<=^.{8}).*", "");
        try {
            return LocalDate.parse(start, DateTimeFormatter.BASIC_ISO_DATE);
        } catch (DateTimeException none) {
            throw new ConfigException(FeedSections.key(name, "file")
                    + ": the name of a file of this preset begins with its day, such as 20140501; not " + start);
        }
    }
}
