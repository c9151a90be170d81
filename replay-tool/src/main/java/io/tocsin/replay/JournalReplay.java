package io.tocsin.replay;

import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.SetLimitsDecoder;
import io.tocsin.engine.pipeline.Journal;
import io.tocsin.engine.pipeline.Limits;
import io.tocsin.engine.pipeline.OutputListener;
import io.tocsin.engine.pipeline.Pipeline;
import io.tocsin.engine.pipeline.PipelineConfig;
import io.tocsin.journal.JournalReader;
import java.nio.file.Path;
import java.util.List;
import org.agrona.DirectBuffer;

/** Runs what the journal holds through the engine once more, in the pipeline of a node that never starts. */
final class JournalReplay {
    private static final PipelineConfig CONFIG = new PipelineConfig(64, 4096, PipelineConfig.Waiting.BLOCKING);

    private final Path data;
    private final Position to;
    private final Progress progress;

    /** @param to the last position replayed, null for all. */
    JournalReplay(Path data, Position to, Progress progress) {
        this.data = data;
        this.to = to;
        this.progress = progress;
    }

    /**
     * Replays, and returns when the listener has seen all outputs.
     *
     * @return the sequence of the last input replayed.
     * @throws io.tocsin.journal.JournalDamagedException when it comes to damage; the listener has seen what is before.
     */
    long run(OutputListener listener) {
        try (Source source = new Source(new JournalReader(data), to, progress);
                Pipeline pipeline = new Pipeline(CONFIG, limits(), source, List.of(listener), () -> {})) {
            pipeline.recover();
            return pipeline.lastSequence();
        }
    }

    /** The largest limits that were ever in force: they size the engine's memory. */
    private Limits limits() {
        LimitsScan scan = new LimitsScan();
        try (JournalReader journal = new JournalReader(data)) {
            while (journal.next()) {
                journal.forEach(scan::onInput);
            }
        }
        return new Limits(
                scan.maxAlerts, scan.maxSymbols, scan.maxAlertsPerOwner, scan.maxSeries, scan.maxSeriesPerSymbol);
    }

    private static final class LimitsScan {
        private final MessageHeaderDecoder header = new MessageHeaderDecoder();
        private final SetLimitsDecoder setLimits = new SetLimitsDecoder();
        private long maxAlerts = 1;
        private int maxSymbols = 1;
        private int maxAlertsPerOwner = 1;
        private int maxSeries = 1;
        private int maxSeriesPerSymbol = 1;

        void onInput(long sequence, long timestampNs, DirectBuffer input, int offset, int length) {
            if (header.wrap(input, offset).templateId() == SetLimitsDecoder.TEMPLATE_ID) {
                setLimits.wrapAndApplyHeader(input, offset, header);
                maxAlerts = Math.max(maxAlerts, setLimits.maxAlerts());
                maxSymbols = Math.max(maxSymbols, setLimits.maxSymbols());
                maxAlertsPerOwner = Math.max(maxAlertsPerOwner, setLimits.maxAlertsPerOwner());
                maxSeries = Math.max(maxSeries, setLimits.maxSeries());
                maxSeriesPerSymbol = Math.max(maxSeriesPerSymbol, setLimits.maxSeriesPerSymbol());
            }
        }
    }

    /** The journal as a pipeline reads it. */
    private record Source(JournalReader reader, Position to, Progress progress) implements Journal {
        @Override
        public void replay(BatchHandler handler) {
            long inputs = 0;
            while (reader.next() && (to == null || !to.isBefore(reader.firstSequence(), reader.timestampNs()))) {
                reader.handOver(handler);
                inputs += reader.count();
                progress.update(inputs, reader.readBytes(), reader.totalBytes());
            }
        }

        @Override
        public void append(DirectBuffer batch, int offset, int length) {
            throw new UnsupportedOperationException("a journal that is inspected is not written");
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
