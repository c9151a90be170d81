package io.tocsin.replay;

import io.tocsin.replay.RecordPrinter.Format;
import java.io.PrintWriter;

/** Prints results that are no records, one a line: a word and {@code name=value} pairs, or a JSON object. */
final class ResultLine {
    private final PrintWriter out;
    private final Format format;
    private final StringBuilder line = new StringBuilder(256);

    ResultLine(PrintWriter out, Format format) {
        this.out = out;
        this.format = format;
    }

    /** Begins a line about something. */
    ResultLine begin(String what) {
        line.setLength(0);
        if (format == Format.JSONL) {
            line.append("{\"what\":");
            RecordLayout.quote(line, what);
        } else {
            line.append(Colour.NAME.of(what));
        }
        return this;
    }

    /** A text, or a price: a string in JSON. */
    ResultLine text(String name, String value) {
        name(name);
        if (format == Format.JSONL) {
            RecordLayout.quote(line, value);
        } else {
            line.append(value);
        }
        return this;
    }

    ResultLine number(String name, long value) {
        name(name);
        line.append(value);
        return this;
    }

    ResultLine flag(String name, boolean value) {
        name(name);
        line.append(value);
        return this;
    }

    void end() {
        out.println(format == Format.JSONL ? line.append('}') : line);
    }

    private void name(String name) {
        if (format == Format.JSONL) {
            line.append(",\"").append(name).append("\":");
        } else {
            line.append(' ').append(name).append('=');
        }
    }
}
