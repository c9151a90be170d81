package io.tocsin.replay;

import io.tocsin.engine.projection.QuoteBoard;
import io.tocsin.journal.inputs.JournalReader;
import io.tocsin.journal.outbox.EventMark;
import io.tocsin.journal.outbox.OutboxReader;
import io.tocsin.replay.AlertDifferences.Firing;
import io.tocsin.replay.AlertDifferences.Pair;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what an upgrade to this build would change. */
@Command(
        name = "rehearse",
        description =
                "Replays a journal that an older build wrote with this build, and prints the difference in alerts:"
                        + " firings added, lost, moved to another event or price, or changed otherwise, and then"
                        + " all other events that differ.")
final class RehearseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DataDirectory data;

    @Mixin
    private OutputFormat format;

    @Override
    public Integer call() throws IOException {
        Path path = data.path();
        PrintWriter out = spec.commandLine().getOut();
        Progress progress = Progress.on(spec.commandLine().getErr());
        try (OutboxReader outbox = new OutboxReader(path);
                Base base = Base.earliest(path)) {
            AlertDifferences differences = new AlertDifferences();
            OutboxComparison comparison = new OutboxComparison(outbox, differences);
            if (base.snapshot() != null) {
                comparison.skipTo(base.snapshot().sequence());
            }
            long inputs = new JournalReplay(path, null, base.snapshot(), progress)
                    .run(List.of(new EventMark(), new QuoteBoard(), comparison), (pipeline, last) -> {});
            progress.done();
            comparison.finish(inputs, () -> lastSequence(path, inputs));
            print(differences, new ResultLine(out, format.format()));
            summarise(inputs, comparison, differences, out);
            return comparison.isEqual() ? 0 : Main.FOUND;
        } finally {
            progress.done();
            out.flush();
        }
    }

    private static long lastSequence(Path path, long known) {
        try (JournalReader journal = new JournalReader(path)) {
            return journal.lastSequence(known);
        }
    }

    private static void print(AlertDifferences differences, ResultLine line) {
        differences.added().forEach(firing -> print(line.begin("added"), firing).end());
        differences.lost().forEach(firing -> print(line.begin("lost"), firing).end());
        differences.moved().forEach(pair -> print(line.begin("moved"), pair));
        differences.changed().forEach(pair -> print(line.begin("changed"), pair));
        differences
                .others()
                .forEach(event -> line.begin(event.what())
                        .text("type", event.type().label())
                        .text("event", event.event().toString())
                        .text("time", RecordPrinter.time(event.timeNs()))
                        .end());
    }

    private static ResultLine print(ResultLine line, Firing firing) {
        return line.text("alert", Long.toString(firing.alertId()))
                .number("firing", firing.number())
                .text("symbol", firing.symbol())
                .text("event", firing.event().toString())
                .text("price", firing.price())
                .text("time", RecordPrinter.time(firing.timeNs()));
    }

    private static void print(ResultLine line, Pair pair) {
        print(line, pair.now())
                .number("oldFiring", pair.old().number())
                .text("oldEvent", pair.old().event().toString())
                .text("oldPrice", pair.old().price())
                .text("oldTime", RecordPrinter.time(pair.old().timeNs()))
                .end();
    }

    private void summarise(long inputs, OutboxComparison comparison, AlertDifferences found, PrintWriter out) {
        String sentence = sentence(comparison, found);
        long equalOthers = comparison.equal() - comparison.equalFirings();
        long missingOthers = comparison.missing() - comparison.missingFirings();
        if (format.isJson()) {
            new ResultLine(out, format.format())
                    .begin("summary")
                    .number("inputs", inputs)
                    .number("equal", comparison.equalFirings())
                    .number("added", found.added().size())
                    .number("lost", found.lost().size())
                    .number("moved", found.moved().size())
                    .number("changed", found.changed().size())
                    .number("pending", comparison.missingFirings())
                    .number("otherEqual", equalOthers)
                    .number("otherAdded", found.others("added"))
                    .number("otherLost", found.others("lost"))
                    .number("otherChanged", found.others("changed"))
                    .number("otherPending", missingOthers)
                    .text("next", sentence)
                    .end();
            return;
        }
        out.printf(
                Locale.ROOT,
                "%d inputs: %d firings equal, %d added, %d lost, %d moved, %d changed, %d not in the outbox yet%n",
                inputs,
                comparison.equalFirings(),
                found.added().size(),
                found.lost().size(),
                found.moved().size(),
                found.changed().size(),
                comparison.missingFirings());
        if (equalOthers + found.others().size() + missingOthers > 0) {
            out.printf(
                    Locale.ROOT,
                    "other events: %d equal, %d added, %d lost, %d changed, %d not in the outbox yet%n",
                    equalOthers,
                    found.others("added"),
                    found.others("lost"),
                    found.others("changed"),
                    missingOthers);
        }
        out.println((comparison.isEqual() ? Colour.GOOD : Colour.BAD).of(sentence));
    }

    private static String sentence(OutboxComparison comparison, AlertDifferences found) {
        if (comparison.isEqual()) {
            return "this build emits the same alerts: the upgrade can go ahead";
        }
        if (comparison.damage() != null) {
            return comparison.damage();
        }
        return "this build " + (found.hasFirings() ? "emits other alerts" : "emits other events")
                + ": stay with the old one until CHANGELOG.md or a report explains each difference,"
                + " as a node of this build would stop at the first";
    }
}
