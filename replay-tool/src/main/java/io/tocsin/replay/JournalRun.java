package io.tocsin.replay;

import io.tocsin.engine.Outputs;
import io.tocsin.engine.SymbolTable;
import io.tocsin.engine.pipeline.InputBatch.InputHandler;
import io.tocsin.journal.JournalReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Function;
import org.agrona.DirectBuffer;

/**
 * Runs what the journal holds through an engine, input by input, exactly as far as a position. It begins with the first input
 * or, where the journal was pruned, with the oldest snapshot. One thread.
 */
final class JournalRun implements AutoCloseable {
    private final Path data;
    private final Position to;
    private final EngineHost host;
    private long sequence;
    private long timestampNs;
    private boolean isOver;

    /**
     * @param to      the last position, null for all.
     * @param outputs made with the engine's symbols.
     */
    JournalRun(Path data, Position to, Function<SymbolTable, Outputs> outputs) {
        this.data = data;
        this.to = to;
        try (Base base = Base.earliest(data)) {
            host = new EngineHost(JournalReplay.limits(data, to, base.snapshot()), outputs);
            if (base.snapshot() != null) {
                host.restore(base.snapshot());
                sequence = base.snapshot().sequence();
                timestampNs = base.snapshot().timestampNs();
            }
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

    /** Runs; each input is told to {@code onApplied} when the engine has applied it. */
    void run(Progress progress, InputHandler onApplied) {
        try (JournalReader journal = new JournalReader(data)) {
            long totalBytes = journal.totalBytes();
            long inputs = 0;
            journal.skipToSequence(sequence + 1);
            while (!isOver && journal.next()) {
                journal.forEach((inputSequence, inputNs, message, offset, length) -> {
                    if (inputSequence <= sequence) {
                        return;
                    }
                    if (!isOver && (to == null || !to.isBefore(inputSequence, inputNs))) {
                        apply(inputSequence, inputNs, message, offset, length);
                        onApplied.onInput(inputSequence, inputNs, message, offset, length);
                    } else {
                        isOver = true;
                    }
                });
                inputs += journal.count();
                progress.update(inputs, journal.readBytes(), totalBytes);
            }
        } finally {
            progress.done();
        }
    }

    private void apply(long inputSequence, long inputNs, DirectBuffer message, int offset, int length) {
        sequence = inputSequence;
        timestampNs = inputNs;
        host.engine().onInput(inputSequence, inputNs, message, offset, length);
    }

    @Override
    public void close() {
        host.close();
    }
}
