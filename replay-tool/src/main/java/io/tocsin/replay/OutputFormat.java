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
    private Choice choice;

    /** Tables are for records alone. */
    private enum Choice {
        TEXT,
        JSONL
    }

    Format format() {
        return isJson() ? Format.JSONL : Format.TEXT;
    }

    boolean isJson() {
        return choice == Choice.JSONL;
    }
}
