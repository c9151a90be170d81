package io.tocsin.replay;

import io.tocsin.engine.projection.QuoteBoard;
import io.tocsin.journal.inputs.JournalReader;
import io.tocsin.journal.outbox.EventMark;
import io.tocsin.journal.outbox.OutboxReader;
import io.tocsin.journal.snapshot.SnapshotReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Replays the journal and compares what the engine emits with what the node emitted. */
@Command(
        name = "verify",
        description = {
            "Replays the journal through the engine and compares its events with the outbox, byte for byte, and its state"
                    + " with the snapshots."
        })
final class VerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DataDirectory data;

    @Option(
            names = "--from-snapshot",
            paramLabel = "FILE",
            description = "Begins with this snapshot and not with the first input of the journal.")
    private Path fromSnapshot;

    @Mixin
    private OutputFormat format;

    @Override
    public Integer call() throws IOException {
        Path path = data.path();
        PrintWriter out = spec.commandLine().getOut();
        Progress progress = Progress.on(spec.commandLine().getErr());
        try (OutboxReader outbox = new OutboxReader(path);
                Base base = base(path)) {
            OutboxComparison comparison = new OutboxComparison(outbox);
            SnapshotComparison snapshots = new SnapshotComparison(path, base);
            JournalReplay replay = new JournalReplay(path, null, base.snapshot(), progress)
                    .stopAt(snapshots.sequences(), snapshots::compare);
            if (base.snapshot() != null) {
                comparison.skipTo(base.snapshot().sequence());
            }
            long lastSequence =
                    replay.run(List.of(new EventMark(), new QuoteBoard(), comparison), (pipeline, last) -> {});
            progress.done();
            JournalReader.requireNewestFile(path);
            comparison.finish(lastSequence, () -> lastSequence(path, lastSequence));
            boolean isEqual = comparison.isEqual() && snapshots.isEqual();
            long first = base.snapshot() == null ? 1 : base.snapshot().sequence() + 1;
            if (format.isJson()) {
                long inputs = lastSequence - first + 1;
                print(comparison, snapshots, inputs, new ResultLine(out, format.format()));
            } else {
                comparison.print(
                        first == 1 ? lastSequence + " inputs" : "inputs " + first + " to " + lastSequence, out);
                snapshots.print(out);
                if (isEqual && comparison.missing() == 0) {
                    out.println("there is nothing to do");
                }
            }
            return isEqual ? 0 : Main.FOUND;
        } finally {
            progress.done();
            out.flush();
        }
    }

    private Base base(Path path) throws IOException {
        if (fromSnapshot == null) {
            return Base.earliest(path);
        }
        if (!Files.isRegularFile(fromSnapshot)) {
            throw new ParameterException(spec.commandLine(), "--from-snapshot: there is no file " + fromSnapshot);
        }
        return new Base(SnapshotReader.open(fromSnapshot));
    }

    /** Where the journal ends by now. */
    private static long lastSequence(Path path, long known) {
        try (JournalReader journal = new JournalReader(path)) {
            return journal.lastSequence(known);
        }
    }

    private static void print(OutboxComparison comparison, SnapshotComparison snapshots, long inputs, ResultLine line) {
        line.begin("verify")
                .flag("equal", comparison.isEqual() && snapshots.isEqual())
                .number("inputs", inputs)
                .number("firings", comparison.equalFirings())
                .number("events", comparison.equal())
                .number("pending", comparison.missing())
                .number("snapshots", snapshots.equal());
        if (!comparison.isEqual()) {
            line.text("difference", comparison.difference());
        }
        if (!snapshots.isEqual()) {
            line.text("snapshotDifference", String.join("; ", snapshots.findings()));
        }
        line.end();
    }
}
