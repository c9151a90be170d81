package io.tocsin.replay;

import io.tocsin.journal.inputs.JournalReader;
import io.tocsin.journal.outbox.OutboxReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Counts what is there. */
@Command(
        name = "stats",
        description = "Counts the records of the journal and the outbox: types, rates, gaps, sizes, first and last.")
final class StatsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DataDirectory data;

    @Mixin
    private OutputFormat format;

    @Override
    public void run() {
        Path path = data.path();
        PrintWriter out = spec.commandLine().getOut();
        try {
            countJournal(path, out);
            countOutbox(path, out);
        } finally {
            out.flush();
        }
    }

    private void countJournal(Path path, PrintWriter out) {
        JournalStatistics statistics = new JournalStatistics();
        Progress progress = Progress.on(spec.commandLine().getErr());
        try (JournalReader journal = new JournalReader(path)) {
            try {
                while (journal.next()) {
                    statistics.onBatch(journal.timestampNs(), journal.count(), journal.lengthBytes());
                    journal.forEach(statistics::onInput);
                    progress.update(statistics.inputs(), journal.readBytes(), journal::totalBytes);
                }
            } finally {
                progress.done();
                print(statistics, journal.fileCount(), out);
            }
        }
    }

    private void print(JournalStatistics statistics, int files, PrintWriter out) {
        if (format.isJson()) {
            statistics.print(new ResultLine(out, format.format()), files);
        } else {
            out.println(Colour.NAME.of("journal"));
            out.printf(Locale.ROOT, "  files      %d%n", files);
            statistics.print(out);
        }
    }

    private void countOutbox(Path path, PrintWriter out) {
        try (OutboxReader outbox = new OutboxReader(path)) {
            OutboxStatistics statistics = new OutboxStatistics();
            while (outbox.next()) {
                statistics.onEvent(outbox);
            }
            if (format.isJson()) {
                statistics.print(new ResultLine(out, format.format()), outbox.fileCount());
            } else {
                out.println(Colour.NAME.of("outbox"));
                out.printf(Locale.ROOT, "  files      %d%n", outbox.fileCount());
                statistics.print(out);
            }
        }
    }
}
