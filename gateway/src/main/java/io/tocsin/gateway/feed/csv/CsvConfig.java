package io.tocsin.gateway.feed.csv;

import io.tocsin.gateway.feed.FeedConfig;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A file and how it is to be read.
 *
 * @param columns   the names in the header of what is there; bars have open, high, low and close, ticks a price, quotes
 *                  bid and ask.
 * @param symbol    of all rows, where no column has it.
 * @param zone      in which dates without a time begin.
 * @param separator empty for what the header has most of: comma, semicolon, tab or bar.
 * @param layout    how its rows are laid out.
 * @param speed     how many times as fast as it was recorded; empty for as fast as it is taken.
 */
public record CsvConfig(
        String name,
        Path file,
        Map<CsvColumn, String> columns,
        Optional<String> symbol,
        CsvTimeFormat timeFormat,
        ZoneId zone,
        Optional<Character> separator,
        Layout layout,
        OptionalInt speed)
        implements FeedConfig {
    /**
     * What is not as usual about the rows of a file.
     *
     * @param header        the names of the columns, where the file does not begin with them; else empty.
     * @param day           of all rows, where their times are milliseconds since it began.
     * @param isNewestFirst whether the file has to be read from its end.
     */
    public record Layout(List<String> header, Optional<LocalDate> day, boolean isNewestFirst) {
        public static final Layout USUAL = new Layout(List.of(), Optional.empty(), false);

        public Layout {
            header = List.copyOf(header);
        }
    }

    public CsvConfig {
        columns = Map.copyOf(columns);
    }

    @Override
    public CsvFeed feed() {
        return new CsvFeed(this);
    }

    boolean hasBars() {
        return columns.containsKey(CsvColumn.OPEN);
    }
}
