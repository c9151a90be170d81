package io.tocsin.replay;

import io.tocsin.journal.JournalReader;
import io.tocsin.journal.OutboxReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Replays the journal and compares what the engine emits with what the node emitted. */
@Command(
        name = "verify",
        description = "Replays the journal through the engine and compares its firings with the outbox, byte for byte.")
final class VerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DataDirectory data;

    @Override
    public Integer call() {
        Path path = data.path();
        PrintWriter out = spec.commandLine().getOut();
        Progress progress = Progress.on(spec.commandLine().getErr());
        try (OutboxReader outbox = new OutboxReader(path)) {
            OutboxComparison comparison = new OutboxComparison(outbox);
            long lastSequence = new JournalReplay(path, null, progress).run(comparison);
            progress.done();
            comparison.finish(lastSequence, () -> lastSequence(path, lastSequence));
            comparison.print(lastSequence, out);
            return comparison.isEqual() ? 0 : Main.FOUND;
        } finally {
            progress.done();
            out.flush();
        }
    }

    /** Where the journal ends by now. */
    private static long lastSequence(Path path, long known) {
        long last = known;
        try (JournalReader journal = new JournalReader(path)) {
            journal.skipToSequence(known);
            while (journal.next()) {
                last = journal.firstSequence() + journal.count() - 1;
            }
        }
        return last;
    }
}
