package io.tocsin.replay;

import io.tocsin.engine.codec.ConflatedTickDecoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.PlainTickDecoder;
import io.tocsin.engine.codec.TickDecoder;
import io.tocsin.journal.inputs.JournalReader;
import java.nio.file.Path;
import org.agrona.DirectBuffer;

/** Brings the ticks of a journal to a backtest. One thread. */
final class JournalTicks {
    private final Path data;
    private final PositionRange range;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final PlainTickDecoder plainTick = new PlainTickDecoder();
    private final TickDecoder tick = new TickDecoder();
    private final ConflatedTickDecoder conflated = new ConflatedTickDecoder();

    JournalTicks(Path data, PositionRange range) {
        this.data = data;
        this.range = range;
    }

    /** Replays the journal to learn the symbols behind the ids in its ticks, which only the engine gives out. */
    SymbolHistory.Seen symbols(Progress progress) {
        SymbolHistory[] history = new SymbolHistory[1];
        try (JournalRun run = JournalRun.fromStart(data, range.to(), table -> history[0] = new SymbolHistory(table))) {
            run.run(progress, (sequence, timestampNs, message, offset, length) -> {});
            return history[0].seen();
        }
    }

    void run(Backtest backtest, Progress progress) {
        try (JournalReader journal = new JournalReader(data)) {
            range.skip(journal);
            boolean isReached = false;
            while (!isReached
                    && !backtest.isOver()
                    && journal.next()
                    && !range.isOver(journal.firstSequence(), journal.timestampNs())) {
                journal.forEach((sequence, timestampNs, message, offset, length) -> {
                    if (range.contains(sequence, timestampNs) && !backtest.isOver()) {
                        onInput(backtest, sequence, timestampNs, message, offset, length);
                    }
                });
                isReached = range.isReached(journal.firstSequence() + journal.count() - 1);
                progress.update(backtest.ticks(), journal.readBytes(), journal::totalBytes);
            }
        } finally {
            progress.done();
        }
    }

    private void onInput(
            Backtest backtest, long sequence, long timestampNs, DirectBuffer message, int offset, int length) {
        switch (header.wrap(message, offset).templateId()) {
            case PlainTickDecoder.TEMPLATE_ID -> {
                int symbolId =
                        plainTick.wrapAndApplyHeader(message, offset, header).symbolId();
                backtest.onTick(sequence, timestampNs, symbolId, message, offset, length);
            }
            case TickDecoder.TEMPLATE_ID -> {
                int symbolId = tick.wrapAndApplyHeader(message, offset, header).symbolId();
                backtest.onTick(sequence, timestampNs, symbolId, message, offset, length);
            }
            case ConflatedTickDecoder.TEMPLATE_ID -> {
                int symbolId =
                        conflated.wrapAndApplyHeader(message, offset, header).symbolId();
                backtest.onTick(sequence, timestampNs, symbolId, message, offset, length);
            }
            default -> {
                // What is no tick is left out.
            }
        }
    }
}
