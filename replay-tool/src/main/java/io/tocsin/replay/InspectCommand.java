package io.tocsin.replay;

import io.tocsin.contract.value.SymbolNames;
import io.tocsin.journal.inputs.JournalReader;
import io.tocsin.journal.outbox.OutboxReader;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints records as they are. */
@Command(name = "inspect", description = "Prints the records of the journal, or of the outbox, one a line.")
final class InspectCommand implements Callable<Integer> {
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(50);

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataDirectory data;

    @Mixin
    private PositionRange range;

    @Option(names = "--symbol", paramLabel = "S", description = "Only records that name this symbol.")
    private String symbol;

    @Option(names = "--type", paramLabel = "T", description = "Only records of this type, such as Tick or CreateAlert.")
    private RecordType type;

    @Option(names = "--alert", paramLabel = "ID", description = "Only records of this alert.")
    private Long alertId;

    @Option(names = "--outbox", description = "The events of the outbox instead of the inputs of the journal.")
    private boolean outbox;

    @Option(names = "--follow", description = "Goes on with what comes, until --to, Ctrl-C or the end of who reads it.")
    private boolean follow;

    @Option(
            names = "--format",
            paramLabel = "F",
            defaultValue = "text",
            description = "text (if left out), jsonl, a JSON object a line, or csv.")
    private RecordPrinter.Format format;

    @Override
    public Integer call() {
        Path path = data.path();
        if (type != null && outbox != type.isOfOutbox()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--type: " + type.label() + " records are "
                            + (outbox ? "in the journal" : "in the outbox: add --outbox"));
        }
        if (symbol != null && !SymbolNames.isValid(symbol)) {
            throw new ParameterException(spec.commandLine(), "--symbol: " + SymbolNames.RULE);
        }
        RecordPrinter printer =
                new RecordPrinter(spec.commandLine().getOut(), format, new RecordPrinter.Filter(symbol, type, alertId));
        try {
            if (outbox) {
                printEvents(path, printer);
            } else {
                printInputs(path, printer);
            }
            return 0;
        } finally {
            printer.flush();
        }
    }

    private void printInputs(Path path, RecordPrinter printer) {
        Progress progress = Progress.on(spec.commandLine().getErr());
        try (NameLearner learner = new NameLearner(path, range.from(), progress);
                JournalReader journal = new JournalReader(path)) {
            InputDescriber describer = new InputDescriber(printer, learner.names());
            range.skip(journal);
            whileWanted(printer, journal::next, () -> {
                if (range.isOver(journal.firstSequence(), journal.timestampNs())) {
                    return false;
                }
                journal.forEach((sequence, timestampNs, message, offset, length) -> {
                    if (range.contains(sequence, timestampNs)) {
                        learner.learn(sequence);
                        describer.onInput(sequence, timestampNs, message, offset, length);
                    }
                });
                return !range.isReached(journal.firstSequence() + journal.count() - 1);
            });
        }
    }

    private void printEvents(Path path, RecordPrinter printer) {
        EventDescriber describer = new EventDescriber(printer);
        try (OutboxReader events = new OutboxReader(path)) {
            range.skip(events);
            whileWanted(printer, events::next, () -> {
                long sequence = events.eventId().sequence();
                if (range.contains(sequence, events.timestampNs())) {
                    describer.onEvent(events.buffer(), events.offset());
                }
                return !range.isOver(sequence, events.timestampNs());
            });
        }
    }

    /**
     * Takes one after the other: until the last one or, when it follows, for as long as somebody reads.
     *
     * @param print says whether another one is wanted.
     */
    private void whileWanted(RecordPrinter printer, BooleanSupplier next, BooleanSupplier print) {
        boolean isWanted = true;
        while (isWanted && !printer.isClosed()) {
            if (next.getAsBoolean()) {
                isWanted = print.getAsBoolean();
            } else if (follow) {
                printer.flush();
                LockSupport.parkNanos(POLL_NS);
            } else {
                isWanted = false;
            }
        }
    }
}
