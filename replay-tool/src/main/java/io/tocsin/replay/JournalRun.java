package io.tocsin.replay;

import io.tocsin.engine.Outputs;
import io.tocsin.engine.SymbolTable;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.wire.InputBatch.InputHandler;
import io.tocsin.journal.inputs.JournalReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Function;
import org.agrona.DirectBuffer;

/** Runs what the journal holds through an engine, input by input, exactly as far as a position. One thread. */
final class JournalRun implements AutoCloseable {
    private final Position to;
    private final Limits memory;
    private final JournalReplay.LimitsScan limits;
    private final EngineHost host;
    private final JournalReader journal;
    private long sequence;
    private long timestampNs;
    private long inputs;
    private boolean isOver;
    private boolean isOutgrown;

    private JournalRun(Path data, Base base, Position to, Function<SymbolTable, Outputs> outputs) {
        this.to = to;
        memory = JournalReplay.limits(data, to, base.snapshot());
        limits = new JournalReplay.LimitsScan(memory);
        host = new EngineHost(memory, outputs);
        if (base.snapshot() != null) {
            host.restore(base.snapshot());
            sequence = base.snapshot().sequence();
            timestampNs = base.snapshot().timestampNs();
        }
        isOver = to != null && to.isReached(sequence);
        journal = new JournalReader(data);
        journal.skipToSequence(sequence + 1);
    }

    /**
     * Begins with the first input or, where the journal was pruned, with the oldest snapshot.
     *
     * @param to      the last position, null for all.
     * @param outputs made with the engine's symbols.
     */
    static JournalRun fromStart(Path data, Position to, Function<SymbolTable, Outputs> outputs) {
        try (Base base = Base.earliest(data)) {
            return new JournalRun(data, base, to, outputs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Begins as late as all inputs from a position on can be run: with the newest snapshot before it. */
    static JournalRun reaching(Position from, Path data, Position to, Function<SymbolTable, Outputs> outputs) {
        try (Base base = Base.before(data, from)) {
            return new JournalRun(data, base, to, outputs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    EngineHost host() {
        return host;
    }

    /** Of the last input. */
    long sequence() {
        return sequence;
    }

    /** Of the last input. */
    long timestampNs() {
        return timestampNs;
    }

    /** Whether nothing more is to be run, whatever comes. */
    boolean isOver() {
        return isOver;
    }

    /** Whether it is over because the node was given higher limits since, for which this engine has no memory. */
    boolean isOutgrown() {
        return isOutgrown;
    }

    /** Runs all there is; {@code onApplied} gets each input when the engine has applied it. */
    void run(Progress progress, InputHandler onApplied) {
        run(Long.MAX_VALUE, progress, onApplied);
    }

    /** Runs up to an input and the rest of its batch, as far as it is there; can be called again. */
    void run(long upTo, Progress progress, InputHandler onApplied) {
        try {
            while (!isOver && sequence < upTo && journal.next()) {
                journal.forEach((inputSequence, inputNs, message, offset, length) -> {
                    if (inputSequence > sequence && mayRun(inputSequence, inputNs, message, offset, length)) {
                        sequence = inputSequence;
                        timestampNs = inputNs;
                        host.engine().onInput(inputSequence, inputNs, message, offset, length);
                        onApplied.onInput(inputSequence, inputNs, message, offset, length);
                        isOver = to != null && to.isReached(inputSequence);
                    }
                });
                inputs += journal.count();
                progress.update(inputs, journal.readBytes(), journal::totalBytes);
            }
        } finally {
            progress.done();
        }
    }

    private boolean mayRun(long inputSequence, long inputNs, DirectBuffer message, int offset, int length) {
        limits.onInput(inputSequence, inputNs, message, offset, length);
        isOutgrown |= !limits.largest().equals(memory);
        isOver |= isOutgrown || (to != null && to.isBefore(inputSequence, inputNs));
        return !isOver;
    }

    @Override
    public void close() {
        journal.close();
        host.close();
    }
}
