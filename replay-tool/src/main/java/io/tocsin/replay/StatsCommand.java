package io.tocsin.replay;

import io.tocsin.journal.JournalReader;
import io.tocsin.journal.OutboxReader;
import java.io.PrintWriter;
import java.nio.file.Path;
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
            out.println("journal");
            out.printf("  files      %d%n", journal.fileCount());
            try {
                while (journal.next()) {
                    statistics.onBatch(journal.timestampNs(), journal.count(), journal.lengthBytes());
                    journal.forEach(statistics::onInput);
                    progress.update(statistics.inputs(), journal.readBytes(), journal.totalBytes());
                }
            } finally {
                progress.done();
                statistics.print(out);
            }
        }
    }

    private static void countOutbox(Path path, PrintWriter out) {
        try (OutboxReader outbox = new OutboxReader(path)) {
            long firings = 0;
            long bytes = 0;
            String first = "";
            String last = "";
            out.println("outbox");
            out.printf("  files      %d%n", outbox.fileCount());
            while (outbox.next()) {
                firings++;
                bytes += outbox.lengthBytes();
                last = "event " + outbox.eventId() + " at " + RecordPrinter.time(outbox.timestampNs());
                first = firings == 1 ? last : first;
            }
            out.printf("  firings    %d, %d bytes%n", firings, bytes);
            if (firings > 0) {
                out.printf("  first      %s%n", first);
                out.printf("  last       %s%n", last);
            }
        }
    }
}
