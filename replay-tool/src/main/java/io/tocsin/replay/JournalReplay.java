package io.tocsin.replay;

import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.SetLimitsDecoder;
import io.tocsin.engine.pipeline.Pipeline;
import io.tocsin.engine.pipeline.PipelineConfig;
import io.tocsin.engine.port.Journal;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.engine.wire.InputBatch;
import io.tocsin.journal.files.JournalDamagedException;
import io.tocsin.journal.inputs.JournalReader;
import io.tocsin.journal.snapshot.SnapshotReader;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.agrona.DirectBuffer;

/**
 * Runs what the journal holds through the engine once more, in the pipeline of a node that never starts: from the first
 * input, or from a snapshot.
 */
final class JournalReplay {
    private static final PipelineConfig CONFIG =
            new PipelineConfig(64, 4096, PipelineConfig.Waiting.BLOCKING, PipelineConfig.Threads.TWO);

    private final Path data;
    private final Position to;
    private final Progress progress;
    private final SnapshotReader base;
    private final NavigableSet<Long> stops = new TreeSet<>();
    private Visitor visitor = (pipeline, sequence) -> {};

    /**
     * @param to   the last position replayed, null for all.
     * @param base where to begin, null for the beginning of the journal.
     */
    JournalReplay(Path data, Position to, SnapshotReader base, Progress progress) {
        this.data = data;
        this.to = to;
        this.base = base;
        this.progress = progress;
    }

    /** Looks at the pipeline while it rests. */
    @FunctionalInterface
    interface Visitor {
        /** Called on the thread that replays, with the sequence of the last input applied. */
        void visit(Pipeline pipeline, long sequence);
    }

    /** Has the replay stop on its way when just the inputs up to each of these have been applied. */
    JournalReplay stopAt(NavigableSet<Long> sequences, Visitor newVisitor) {
        stops.addAll(sequences);
        visitor = newVisitor;
        return this;
    }

    /** As {@link #run(List, Visitor)}, with one listener. */
    long run(OutputListener listener) {
        return run(List.of(listener), (pipeline, sequence) -> {});
    }

    /**
     * Replays, and returns when the listeners have seen all outputs.
     *
     * @param atEnd what is to be done with the pipeline then.
     * @return the sequence of the last input replayed.
     * @throws io.tocsin.journal.files.JournalDamagedException when it comes to damage; the listeners have seen what is
     *                                                         before.
     */
    long run(List<OutputListener> listeners, Visitor atEnd) {
        Source source = new Source();
        try (Pipeline pipeline = new Pipeline(CONFIG, limits(data, to, base), source, listeners, () -> {})) {
            source.pipeline = pipeline;
            if (base == null) {
                pipeline.recover();
            } else {
                pipeline.recover(base);
            }
            atEnd.visit(pipeline, pipeline.lastSequence());
            return pipeline.lastSequence();
        }
    }

    /** The largest limits that were ever in force: they size the engine's memory. */
    static Limits limits(Path data, Position to, SnapshotReader base) {
        LimitsScan scan = new LimitsScan(base == null ? new Limits(1, 1, 1, 1, 1, 1, 1) : base.limits());
        try (JournalReader journal = new JournalReader(data)) {
            if (base != null) {
                journal.skipToSequence(base.sequence() + 1);
            }
            while (journal.next() && (to == null || !to.isBefore(journal.firstSequence(), journal.timestampNs()))) {
                journal.forEach(scan::onInput);
            }
        } catch (JournalDamagedException e) {
            // The replay meets the damage again, when the listener has seen what is before it.
        }
        return scan.largest();
    }

    /** Knows the largest limits that were in force so far. */
    static final class LimitsScan {
        private final MessageHeaderDecoder header = new MessageHeaderDecoder();
        private final SetLimitsDecoder setLimits = new SetLimitsDecoder();
        private Limits largest;

        LimitsScan(Limits least) {
            largest = least;
        }

        Limits largest() {
            return largest;
        }

        void onInput(long sequence, long timestampNs, DirectBuffer input, int offset, int length) {
            if (header.wrap(input, offset).templateId() == SetLimitsDecoder.TEMPLATE_ID) {
                setLimits.wrapAndApplyHeader(input, offset, header);
                largest = new Limits(
                        Math.max(largest.maxAlerts(), setLimits.maxAlerts()),
                        Math.max(largest.maxSymbols(), setLimits.maxSymbols()),
                        Math.max(largest.maxAlertsPerOwner(), setLimits.maxAlertsPerOwner()),
                        Math.max(largest.maxSeries(), setLimits.maxSeries()),
                        Math.max(largest.maxSeriesPerSymbol(), setLimits.maxSeriesPerSymbol()),
                        // Where there are none yet, their null is less than any.
                        Math.max(largest.maxKeysPerOwner(), setLimits.maxKeysPerOwner()),
                        Math.max(largest.maxKeys(), setLimits.maxKeys()));
            }
        }
    }

    /** The journal as a pipeline reads it. */
    private final class Source implements Journal {
        private final JournalReader reader = new JournalReader(data);
        private final InputBatch part = new InputBatch();
        private Pipeline pipeline;

        @Override
        public void replay(long sequence, BatchHandler handler) {
            long inputs = 0;
            reader.requireStart(sequence + 1);
            reader.skipToSequence(sequence + 1);
            boolean isReached = to != null && to.isReached(sequence);
            while (!isReached
                    && reader.next()
                    && (to == null || !to.isBefore(reader.firstSequence(), reader.timestampNs()))) {
                long last = reader.firstSequence() + reader.count() - 1;
                if (last <= sequence) {
                    continue;
                }
                for (long stop : stops.subSet(Math.max(sequence, reader.firstSequence() - 1), false, last, true)) {
                    handOverTo(stop, handler);
                    visitor.visit(pipeline, stop);
                }
                if (to != null && !to.isTime() && to.value() < last) {
                    handOverTo(to.value(), handler);
                } else {
                    reader.handOver(handler);
                }
                isReached = to != null && to.isReached(last);
                inputs += reader.count();
                progress.update(inputs, reader.readBytes(), reader::totalBytes);
            }
        }

        /** Hands over the first inputs of a batch; those that were handed over before are skipped by the pipeline. */
        private void handOverTo(long last, BatchHandler handler) {
            part.clear();
            reader.forEach((sequence, timestampNs, input, offset, length) -> {
                if (sequence <= last) {
                    part.add(input, offset, length);
                }
            });
            part.seal(reader.firstSequence(), reader.timestampNs());
            handler.onBatch(part.buffer(), 0, part.length());
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
