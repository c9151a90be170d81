package io.tocsin.replay;

import io.tocsin.journal.JournalDamagedException;
import io.tocsin.journal.JournalReader;
import io.tocsin.journal.OutboxReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.agrona.DirectBuffer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints records as they are. */
@Command(name = "inspect", description = "Prints the records of the journal, or of the outbox, one a line.")
final class InspectCommand implements Callable<Integer> {
    private static final String POSITION = "P";

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataDirectory data;

    @Option(names = "--from", paramLabel = POSITION, description = "First position: a sequence or an RFC 3339 time.")
    private Position from;

    @Option(names = "--to", paramLabel = POSITION, description = "Last position.")
    private Position to;

    @Option(names = "--symbol", paramLabel = "S", description = "Only records that name this symbol.")
    private String symbol;

    @Option(names = "--type", paramLabel = "T", description = "Only records of this type, such as Tick or CreateAlert.")
    private RecordType type;

    @Option(names = "--alert", paramLabel = "ID", description = "Only records of this alert.")
    private Long alertId;

    @Option(names = "--outbox", description = "The firings of the outbox instead of the inputs of the journal.")
    private boolean outbox;

    @Mixin
    private OutputFormat format;

    @Override
    public Integer call() throws IOException {
        Path path = data.path();
        if (type != null && outbox != (type == RecordType.ALERT_FIRED)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--type: " + type.label() + " records are "
                            + (outbox ? "in the journal" : "in the outbox: add --outbox"));
        }
        PrintWriter out = spec.commandLine().getOut();
        RecordPrinter printer =
                new RecordPrinter(out, format.format(), new RecordPrinter.Filter(symbol, type, alertId));
        try {
            if (outbox) {
                printFirings(path, printer);
            } else {
                printInputs(path, printer);
            }
            return 0;
        } finally {
            out.flush();
        }
    }

    private void printInputs(Path path, RecordPrinter printer) throws IOException {
        InputDescriber describer = new InputDescriber(printer, names(path));
        try (JournalReader journal = new JournalReader(path)) {
            if (from != null && from.isTime()) {
                journal.skipToTimeNs(from.value());
            } else if (from != null) {
                journal.skipToSequence(from.value());
            }
            while (!printer.isClosed()
                    && journal.next()
                    && (to == null || !to.isBefore(journal.firstSequence(), journal.timestampNs()))) {
                journal.forEach((sequence, timestampNs, message, offset, length) -> {
                    if (isInRange(sequence, timestampNs)) {
                        describer.onInput(sequence, timestampNs, message, offset, length);
                    }
                });
            }
        }
    }

    private void printFirings(Path path, RecordPrinter printer) {
        FiringDescriber describer = new FiringDescriber(printer);
        try (OutboxReader firings = new OutboxReader(path)) {
            if (from != null && from.isTime()) {
                firings.skipToTimeNs(from.value());
            } else if (from != null) {
                firings.skipToSequence(from.value());
            }
            while (!printer.isClosed() && firings.next()) {
                DirectBuffer message = firings.buffer();
                if (isInRange(firings.eventId().sequence(), firings.timestampNs())) {
                    describer.onFiring(message, firings.offset());
                }
            }
        }
    }

    private boolean isInRange(long sequence, long timestampNs) {
        return (from == null || !from.isAfter(sequence, timestampNs))
                && (to == null || !to.isBefore(sequence, timestampNs));
    }

    /** Ticks name their symbols by numbers that only the engine gives out, so it has to see the journal first. */
    private Names names(Path path) throws IOException {
        Names names = new Names();
        Progress progress = Progress.on(spec.commandLine().getErr());
        try (Base base = Base.nearest(path, to)) {
            new JournalReplay(path, to, base.snapshot(), progress).run(names);
        } catch (JournalDamagedException e) {
            // What is before the damage gets printed, then the damage is met again.
        } finally {
            progress.done();
        }
        return names;
    }
}
