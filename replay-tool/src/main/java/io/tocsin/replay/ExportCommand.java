package io.tocsin.replay;

import io.tocsin.journal.outbox.OutboxReader;
import io.tocsin.replay.table.Column;
import io.tocsin.replay.table.TableWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes what is there to a file for other tools. */
@Command(
        name = "export",
        description =
                "Writes ticks, alerts or firings to a new file: comma-separated values, JSON lines or Parquet, by its"
                        + " name.")
final class ExportCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DataDirectory data;

    @Mixin
    private PositionRange range;

    @Option(
            names = "--what",
            required = true,
            paramLabel = "WHAT",
            description =
                    "ticks: those that were accepted. alerts: as they are at the end, or at --to. firings: those of"
                            + " the outbox.")
    private Content what;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "The file; its name ends in .csv, .jsonl or .parquet.")
    private Path file;

    @Option(names = "--force", description = "Replaces the file if it is there.")
    private boolean force;

    /** What there is to be written. */
    enum Content {
        TICKS,
        ALERTS,
        FIRINGS;

        private List<Column> columns() {
            return switch (this) {
                case TICKS -> TickRows.COLUMNS;
                case ALERTS -> AlertRows.COLUMNS;
                case FIRINGS -> FiringRows.COLUMNS;
            };
        }
    }

    @Override
    public void run() {
        Path path = data.path();
        TableWriter.Format format = TableWriter.Format.of(file.toString())
                .orElseThrow(() -> wrong("--out: the name of " + file + " ends in none of .csv, .jsonl, .parquet"));
        if (Files.exists(file) && !force) {
            throw wrong("--out: " + file + " is there already; --force replaces it");
        }
        if (what == Content.ALERTS && range.from() != null) {
            throw wrong("--from: alerts are exported as they are at one moment, which --to names");
        }
        Progress progress = Progress.on(spec.commandLine().getErr());
        try (NewFile target = new NewFile(file)) {
            try (TableWriter table = format.open(what.columns(), target.stream())) {
                write(path, table, progress);
            }
            target.commit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            progress.done();
        }
    }

    private void write(Path path, TableWriter table, Progress progress) throws IOException {
        switch (what) {
            case TICKS -> {
                try (JournalRun run =
                        JournalRun.fromStart(path, range.to(), symbols -> new TickRows(symbols, range, table))) {
                    run.run(progress, (sequence, timestampNs, message, offset, length) -> {});
                }
            }
            case ALERTS -> {
                AlertRows rows = new AlertRows(table);
                try (JournalRun run = JournalRun.fromStart(path, range.to(), symbols -> rows)) {
                    run.run(progress, (sequence, timestampNs, message, offset, length) -> {});
                    rows.write(run.host());
                }
            }
            case FIRINGS -> {
                try (OutboxReader outbox = new OutboxReader(path)) {
                    new FiringRows(range, table).write(outbox, progress);
                }
            }
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
