package io.tocsin.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.contract.value.Times;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Explains an alert. */
@Command(
        name = "why",
        description = "Says what the engine knew of an alert, which input decided how it is, and why it did not fire.")
final class WhyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DataDirectory data;

    @Option(names = "--alert", required = true, paramLabel = "ID", description = "The alert's id.")
    private long alertId;

    @Option(
            names = "--at",
            paramLabel = "P",
            description = "When: a sequence or an RFC 3339 time; the journal's end if left out.")
    private Position at;

    @Mixin
    private OutputFormat format;

    @Override
    public Integer call() {
        AlertHistory history = new AlertHistory(alertId);
        try (JournalRun run = JournalRun.fromStart(data.path(), at, symbols -> history)) {
            run.run(
                    Progress.on(spec.commandLine().getErr()),
                    (sequence, timestampNs, message, offset, length) -> history.onApplied(
                            run.host().engine().inspection(), sequence, timestampNs, message, offset, length));
            if (!history.isKnown()) {
                PrintWriter err = spec.commandLine().getErr();
                err.printf(
                        Locale.ROOT,
                        "tocsin-replay: there is no alert %d as of sequence %d, %s%n",
                        alertId,
                        run.sequence(),
                        Times.format(run.timestampNs()));
                err.flush();
                return Main.FOUND;
            }
            print(history, run);
            return 0;
        }
    }

    private void print(AlertHistory history, JournalRun run) {
        PrintWriter out = spec.commandLine().getOut();
        AlertReport report = new AlertReport(
                history, run.host().engine().inspection(), run.host().symbols(), run.sequence(), run.timestampNs());
        try {
            String input = describe(history, run);
            if (format.isJson()) {
                out.println(new String(Json.encode(report.toJson(Json.decode(input.getBytes(UTF_8)))), UTF_8));
            } else {
                report.print(out, input);
            }
        } catch (ProblemException e) {
            throw new IllegalStateException(e);
        } finally {
            out.flush();
        }
    }

    /** The deciding input as {@code inspect} prints it. */
    private String describe(AlertHistory history, JournalRun run) {
        Names names = new Names();
        for (int id = 0; id < run.host().symbols().count(); id++) {
            names.onSymbol(id, EngineHost.nameOf(run.host().symbols(), id));
        }
        if (history.changes().contains("created")) {
            names.onCreated(history.sequence(), alertId);
        }
        StringWriter line = new StringWriter();
        RecordPrinter printer =
                new RecordPrinter(new PrintWriter(line), format.format(), new RecordPrinter.Filter(null, null, null));
        new InputDescriber(printer, names)
                .onInput(
                        history.sequence(),
                        history.timestampNs(),
                        history.input(),
                        0,
                        history.input().capacity());
        return line.toString().strip();
    }
}
