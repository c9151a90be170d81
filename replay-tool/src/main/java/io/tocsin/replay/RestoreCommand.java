package io.tocsin.replay;

import io.tocsin.engine.projection.QuoteBoard;
import io.tocsin.journal.Cut;
import io.tocsin.journal.NodeLock;
import io.tocsin.journal.outbox.EventMark;
import io.tocsin.journal.snapshot.SnapshotReader;
import io.tocsin.journal.snapshot.Snapshots;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Takes a data directory back to a position. The only command that changes one. */
@Command(
        name = "restore",
        description = {
            "Takes the data directory of a stopped node back to a position.",
            "It cuts off what came after it, from the journal, the outbox, its cursors and the snapshots, and keeps a copy of"
                    + " all that it changes in DIR/cut-TIME.",
            "Before that it makes sure that the node can start there, from the snapshot."
        })
final class RestoreCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataDirectory data;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            required = true,
            description = "A snapshot at the position or before.")
    private Path from;

    @Option(names = "--at", paramLabel = "P", required = true, description = "The last input that stays.")
    private Position at;

    @Override
    public Integer call() throws IOException {
        Path path = data.path();
        if (!Files.isRegularFile(from)) {
            throw new ParameterException(spec.commandLine(), "--from: there is no file " + from);
        }
        NodeLock lock = NodeLock.acquire(path);
        try {
            restore(path, spec.commandLine().getOut());
            return 0;
        } finally {
            lock.close();
            spec.commandLine().getOut().flush();
        }
    }

    private void restore(Path path, PrintWriter out) throws IOException {
        long sequence = rehearse(path);
        place(path);
        Path copies = path.resolve("cut-" + TIME.format(Clock.systemUTC().instant()));
        List<Path> changed = new Cut(path, copies, sequence).run();
        out.printf(Locale.ROOT, "%s ends with input %d now.%n", path, sequence);
        out.println(
                changed.isEmpty()
                        ? "Nothing came after it, so nothing was cut."
                        : changed.size() + " files were cut or removed; as they were, they are in " + copies + ".");
        out.println("Next: start the node. Clients that resume after an event that was cut hear that they have a gap.");
    }

    /** @return the last input that stays, to which the snapshot and the journal after it lead without damage. */
    private long rehearse(Path path) throws IOException {
        Progress progress = Progress.on(spec.commandLine().getErr());
        try (SnapshotReader snapshot = SnapshotReader.open(from)) {
            if (at.isBefore(snapshot.sequence(), snapshot.timestampNs())) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--from: the snapshot is of input " + snapshot.sequence() + ", which comes after --at");
            }
            return new JournalReplay(path, at, snapshot, progress)
                    .run(List.of(new EventMark(), new QuoteBoard()), (pipeline, sequence) -> {});
        } finally {
            progress.done();
        }
    }

    /** The node looks for its snapshots in one place. */
    private void place(Path path) throws IOException {
        try (SnapshotReader snapshot = SnapshotReader.open(from)) {
            Path place = new Snapshots(path).fileOf(snapshot.sequence());
            if (Files.notExists(place)) {
                Files.createDirectories(place.getParent());
                Files.copy(from, place);
            }
        }
    }
}
