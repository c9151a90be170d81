package io.tocsin.replay;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How the members of a record become a line. */
abstract class RecordLayout {
    final StringBuilder line = new StringBuilder(512);

    static RecordLayout of(RecordPrinter.Format format) {
        return switch (format) {
            case TEXT -> new Text();
            case JSONL -> new JsonLine();
            case CSV -> new Csv();
        };
    }

    /** What comes before all records, null for nothing. */
    String heading() {
        return null;
    }

    abstract void begin(long sequence, String time, String type);

    abstract void text(String name, String value);

    /** A number that is exact in any JSON reader. */
    abstract void number(String name, long value);

    /** The record as a line, until the next one begins. */
    abstract CharSequence end();

    /** Appends a JSON string. */
    static void quote(StringBuilder line, String value) {
        line.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f) {
                line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                line.append(c);
            }
        }
        line.append('"');
    }

    /** {@code name=value} pairs. */
    private static final class Text extends RecordLayout {
        @Override
        void begin(long sequence, String time, String type) {
            line.setLength(0);
            line.append(sequence)
                    .append(' ')
                    .append(Colour.ASIDE.of(time))
                    .append(' ')
                    .append(Colour.NAME.of(type));
        }

        @Override
        void text(String name, String value) {
            line.append(' ').append(name).append('=');
            if (isPlain(value)) {
                line.append(value);
            } else {
                quote(line, value);
            }
        }

        private static boolean isPlain(String value) {
            return !value.isEmpty() && value.chars().allMatch(c -> c > ' ' && c != '"' && c != '\\' && c != 0x7f);
        }

        @Override
        void number(String name, long value) {
            line.append(' ').append(name).append('=').append(value);
        }

        @Override
        CharSequence end() {
            return line;
        }
    }

    /** A JSON object. */
    private static final class JsonLine extends RecordLayout {
        @Override
        void begin(long sequence, String time, String type) {
            line.setLength(0);
            line.append("{\"sequence\":").append(sequence);
            text("time", time);
            text("type", type);
        }

        @Override
        void text(String name, String value) {
            line.append(",\"").append(name).append("\":");
            quote(line, value);
        }

        @Override
        void number(String name, long value) {
            line.append(",\"").append(name).append("\":").append(value);
        }

        @Override
        CharSequence end() {
            return line.append('}');
        }
    }

    /** What most records have in columns of its own, the rest as a JSON object in the last one; RFC 4180. */
    private static final class Csv extends RecordLayout {
        private static final List<String> COLUMNS =
                List.of("sequence", "time", "type", "event", "symbol", "alert", "app", "user", "price", "size");
        private static final String REST = "details";

        private final String[] values = new String[COLUMNS.size()];
        private final StringBuilder rest = new StringBuilder(512);

        @Override
        String heading() {
            return String.join(",", COLUMNS) + ',' + REST;
        }

        @Override
        void begin(long sequence, String time, String type) {
            Arrays.fill(values, "");
            rest.setLength(0);
            text("sequence", Long.toString(sequence));
            text("time", time);
            text("type", type);
        }

        @Override
        void text(String name, String value) {
            int column = COLUMNS.indexOf(name);
            if (column >= 0) {
                values[column] = value;
            } else {
                name(name);
                quote(rest, value);
            }
        }

        @Override
        void number(String name, long value) {
            name(name);
            rest.append(value);
        }

        private void name(String name) {
            rest.append(rest.isEmpty() ? '{' : ',').append('"').append(name).append("\":");
        }

        @Override
        CharSequence end() {
            line.setLength(0);
            for (String value : values) {
                cell(value);
                line.append(',');
            }
            if (!rest.isEmpty()) {
                cell(rest.append('}').toString());
            }
            return line;
        }

        private void cell(String value) {
            boolean isPlain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
            line.append(isPlain ? value : '"' + value.replace("\"", "\"\"") + '"');
        }
    }
}
