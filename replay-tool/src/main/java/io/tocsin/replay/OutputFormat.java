package io.tocsin.replay;

import io.tocsin.replay.RecordPrinter.Format;
import picocli.CommandLine.Option;

/** The option of the commands that print results. */
final class OutputFormat {
    @Option(
            names = "--format",
            paramLabel = "F",
            defaultValue = "text",
            description = "text (if left out) or jsonl, a JSON object a line.")
    private Format format;

    Format format() {
        return format;
    }

    boolean isJson() {
        return format == Format.JSONL;
    }
}
