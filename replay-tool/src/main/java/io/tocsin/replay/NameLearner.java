package io.tocsin.replay;

import io.tocsin.engine.Outputs;
import io.tocsin.engine.SymbolTable;
import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.host.SilentOutputs;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.journal.files.JournalDamagedException;
import java.nio.file.Path;
import org.agrona.DirectBuffer;

/**
 * Learns the names in a journal, which only the engine gives out: runs the journal through one, ahead of whoever reads
 * it. Behind damage, and where no snapshot reaches what is left of the journal, nothing more is learned. One thread.
 */
final class NameLearner implements AutoCloseable {
    private static final Position START = new Position(0, false);

    private final Path data;
    private final Progress progress;
    private final Names names = new Names();
    private JournalRun run;

    /** @param from what is before it need not be known, null for nothing. */
    NameLearner(Path data, Position from, Progress progress) {
        this.data = data;
        this.progress = progress;
        runFrom(from == null ? START : from);
    }

    Names names() {
        return names;
    }

    /** Learns the names in an input and in all before it. */
    void learn(long sequence) {
        if (run == null || sequence <= run.sequence()) {
            return;
        }
        try {
            run.run(sequence, progress, (inputSequence, timestampNs, message, offset, length) -> {});
        } catch (JournalDamagedException e) {
            // Whoever reads there meets it too.
            close();
            return;
        }
        if (run.isOutgrown()) {
            long learned = run.sequence();
            run.close();
            runFrom(new Position(learned + 1, false));
            learn(sequence);
        }
    }

    private void runFrom(Position from) {
        try {
            run = JournalRun.reaching(from, data, null, this::listener);
        } catch (UnreachableException e) {
            // Ids have to do.
            run = null;
        }
    }

    private Outputs listener(SymbolTable symbols) {
        return new SilentOutputs() {
            private long sequence;

            @Override
            public void onInput(long inputSequence, long timestampNs, long correlationId, int version) {
                sequence = inputSequence;
            }

            @Override
            public void onSymbol(int symbolId, boolean solicited) {
                names.onSymbol(symbolId, EngineHost.nameOf(symbols, symbolId));
            }

            @Override
            public void onAlert(AlertChange change, AlertRecord alert, DirectBuffer definition) {
                if (change == AlertChange.CREATED) {
                    names.onCreated(sequence, alert.alertId());
                }
            }
        };
    }

    @Override
    public void close() {
        if (run != null) {
            run.close();
            run = null;
        }
    }
}
