package io.tocsin.replay;

import io.tocsin.contract.alert.AlertDefinition;
import io.tocsin.contract.json.InvalidRequestException;
import io.tocsin.contract.json.Problem;
import io.tocsin.contract.json.Rejections;
import java.io.IOException;
import java.io.PrintWriter;
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

/** Says when alerts would have fired. */
@Command(
        name = "backtest",
        description = {
            "Says when alerts would have fired: a JSON object for each firing on standard output, and a count per day on"
                    + " standard error.",
            "The alerts are created just before the first tick, at its time. Time moves on with ticks only."
        })
final class BacktestCommand implements Runnable {
    private static final int TICKS_PER_UPDATE = 4096;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataDirectory data;

    @Mixin
    private PositionRange range;

    @Option(
            names = "--alert",
            required = true,
            paramLabel = "FILE|JSON",
            description = "What POST /v1/alerts takes, or an array of that.")
    private AlertArgument alerts;

    @Option(
            names = "--ticks",
            paramLabel = "FILE",
            description =
                    "Takes the ticks from lines of symbol,time,price[,size] instead of the journal. The sequence of"
                            + " a tick is then its number in the file.")
    private Path ticks;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        FiringLines firings = new FiringLines(out);
        try {
            if (ticks == null) {
                overJournal(data.path(), firings);
            } else {
                overFile(firings);
            }
        } finally {
            out.flush();
        }
    }

    private void overJournal(Path path, FiringLines firings) {
        JournalTicks journal = new JournalTicks(path, range);
        SymbolHistory.Seen symbols = journal.symbols(progress());
        try (Backtest backtest = new Backtest(definitions(symbols), symbols, firings)) {
            journal.run(backtest, progress());
            conclude(backtest, firings);
        }
    }

    private void overFile(FiringLines firings) {
        if (!Files.isReadable(ticks)) {
            throw wrong("--ticks: cannot read " + ticks);
        }
        SymbolHistory.Seen symbols = SymbolHistory.Seen.NOTHING;
        try (Backtest backtest = new Backtest(definitions(symbols), symbols, firings);
                TickCsv csv = new TickCsv(ticks, backtest.watched())) {
            run(csv, backtest);
            conclude(backtest, firings);
        } catch (TickCsv.BadLineException e) {
            throw wrong("--ticks: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(TickCsv csv, Backtest backtest) throws IOException {
        Progress progress = progress();
        try {
            while (!backtest.isOver() && csv.next() && !range.isOver(csv.tickNumber(), csv.timeNs())) {
                if (range.contains(csv.tickNumber(), csv.timeNs())) {
                    backtest.onTick(csv.tickNumber(), csv.timeNs(), csv.symbolId(), csv.price(), csv.size());
                }
                if (csv.tickNumber() % TICKS_PER_UPDATE == 0) {
                    progress.update(csv.tickNumber(), csv.lines().readBytes(), csv.lines()::totalBytes);
                }
            }
        } finally {
            progress.done();
        }
    }

    private List<AlertDefinition> definitions(SymbolHistory.Seen symbols) {
        try {
            return alerts.definitions(symbols::decimalsOf);
        } catch (InvalidRequestException e) {
            throw wrong("--alert: " + e.getMessage());
        }
    }

    private void conclude(Backtest backtest, FiringLines firings) {
        if (backtest.refusal().isPresent()) {
            Problem problem = backtest.refusal().get();
            throw wrong("--alert: " + alerts.pointer(backtest.created()) + problem.detail());
        }
        PrintWriter err = spec.commandLine().getErr();
        firings.days().forEach((day, count) -> err.println(day + "  " + count));
        err.println(firings.firings() + " firings over " + backtest.ticks() + " ticks");
        backtest.rejections()
                .forEach((reason, count) -> err.println(count + " ticks rejected: " + Rejections.codeOf(reason)));
        err.flush();
    }

    private Progress progress() {
        return Progress.on(spec.commandLine().getErr());
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
