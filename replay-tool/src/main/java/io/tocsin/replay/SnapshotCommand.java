package io.tocsin.replay;

import io.tocsin.engine.pipeline.Pipeline;
import io.tocsin.engine.projection.QuoteBoard;
import io.tocsin.journal.outbox.EventMark;
import io.tocsin.journal.snapshot.SnapshotWriter;
import io.tocsin.journal.snapshot.Snapshots;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a snapshot from the journal, so that the node need not pause for it. */
@Command(
        name = "snapshot",
        description = {
            "Replays the journal and writes the state at a position to a file, from which a node can start.",
            "In DIR/snapshots it is used at the next start; elsewhere by restore."
        })
final class SnapshotCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DataDirectory data;

    @Option(names = "--at", paramLabel = "P", description = "The last input in it; the newest one unless given.")
    private Position at;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "A new file, or a directory.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        Path path = data.path();
        if (Files.exists(out) && !Files.isDirectory(out)) {
            throw new ParameterException(spec.commandLine(), "--out: " + out + " exists");
        }
        PrintWriter console = spec.commandLine().getOut();
        Progress progress = Progress.on(spec.commandLine().getErr());
        try (SnapshotWriter writer = new Snapshots(path).write(out);
                Base base = Base.nearest(path, at)) {
            new JournalReplay(path, at, base.snapshot(), progress)
                    .run(List.of(new EventMark(), new QuoteBoard()), (pipeline, sequence) -> {
                        progress.done();
                        print(write(pipeline, writer), console);
                    });
            return 0;
        } finally {
            progress.done();
            console.flush();
        }
    }

    private static SnapshotWriter.Snapshot write(Pipeline pipeline, SnapshotWriter writer) {
        pipeline.writeSnapshot(writer);
        try {
            return writer.complete(0, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the tool", e);
        }
    }

    private static void print(SnapshotWriter.Snapshot made, PrintWriter console) {
        console.printf(
                Locale.ROOT, "%s: the state after input %d, %d bytes%n", made.file(), made.sequence(), made.bytes());
    }
}
