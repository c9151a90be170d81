package io.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.EveryOutput;
import io.tocsin.engine.pipeline.SteppedPipeline;
import io.tocsin.engine.port.Journal;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.engine.projection.QuoteBoard;
import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.state.StateSource;
import io.tocsin.journal.disk.Disk;
import io.tocsin.journal.inputs.ChronicleJournal;
import io.tocsin.journal.outbox.Outbox;
import io.tocsin.journal.outbox.OutboxAppender;
import io.tocsin.journal.outbox.OutboxTailer;
import io.tocsin.journal.snapshot.SnapshotReader;
import io.tocsin.journal.snapshot.SnapshotWriter;
import io.tocsin.journal.snapshot.Snapshots;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;

/**
 * One life of a node over a data directory: recovers as a node does, takes the inputs that the journal lacks, makes
 * snapshots and prunes, until it has all, stops or dies. Whatever it emits has to be what the recording has.
 */
final class Life implements AutoCloseable {
    private static final int BATCH = 6;
    private static final int STOP_ONCE_IN_BATCHES = 100;
    private static final int SNAPSHOTS_KEPT = 2;

    private final Recording recording;
    private final Disk disk;
    private final SplittableRandom random;
    private final Path data;
    private final Outbox outbox;
    private final ChronicleJournal journal;
    private final Snapshots snapshots;
    private final OutboxAppender appender;
    private final QuoteBoard quotes = new QuoteBoard();
    private final SteppedPipeline pipeline;
    private final int snapshotPercent;
    private SnapshotWriter writer;
    private long nowNs;
    private int nextOutput;
    private long skippedTo;
    private long appended;
    private String appendingTo;
    private long durable;
    private boolean isPruned;

    Life(Recording recording, Disk disk, SplittableRandom random) {
        this.recording = recording;
        this.disk = disk;
        this.random = random;
        data = disk.directory();
        snapshotPercent = random.nextInt(3) * random.nextInt(20);
        outbox = new Outbox(data);
        journal = new ChronicleJournal(data);
        snapshots = new Snapshots(data);
        appender = new OutboxAppender(outbox);
        List<OutputListener> listeners = List.of(new SteppedAppender(), quotes, EveryOutput.to(this::onOutput));
        pipeline = new SteppedPipeline(Recording.LIMITS, new SteppedJournal(), listeners, () -> nowNs);
    }

    /** As a node does. */
    void recover() throws IOException {
        snapshots.removeUnfinished();
        Optional<SnapshotReader> newest = snapshots.openNewest();
        if (newest.isPresent()) {
            try (SnapshotReader snapshot = newest.get()) {
                skippedTo = snapshot.sequence();
                nextOutput = recording.outputsUpTo(skippedTo);
                pipeline.recover(snapshot);
            }
        } else {
            pipeline.recover();
        }
        appender.onRecovered();
        appended = journal.lastSequence();
        assertThat(pipeline.lastSequence()).isEqualTo(appended);
        disk.step("recovered");
    }

    /** Takes the rest of the inputs, or fewer. */
    void run(boolean toTheEnd) throws IOException, InterruptedException {
        while (appended < recording.inputCount() && (toTheEnd || random.nextInt(STOP_ONCE_IN_BATCHES) > 0)) {
            offerBatch();
            pipeline.drain(random.nextInt(4) == 0 ? random.nextInt(20) : Integer.MAX_VALUE);
            if (writer == null && random.nextInt(100) < snapshotPercent) {
                writer = snapshots.write();
                pipeline.snapshot(writer);
            } else if (writer != null && random.nextBoolean()) {
                pipeline.drain(Integer.MAX_VALUE);
                complete();
                prune();
            }
        }
        if (writer == null && random.nextBoolean()) {
            writer = snapshots.write();
            pipeline.snapshot(writer);
        }
        pipeline.stop();
        complete();
    }

    /** Inputs of one time. */
    private void offerBatch() {
        long last = appended + 1;
        nowNs = recording.input(last).timeNs();
        for (int room = random.nextInt(BATCH); room > 0 && last < recording.inputCount(); room--) {
            if (recording.input(last + 1).timeNs() != nowNs) {
                break;
            }
            last++;
        }
        for (long sequence = appended + 1; sequence <= last; sequence++) {
            DirectBuffer message = recording.input(sequence).message();
            pipeline.offer(message, message.capacity(), sequence == last);
        }
    }

    private void complete() throws IOException, InterruptedException {
        if (writer != null) {
            durable = writer.complete(0, TimeUnit.SECONDS).sequence();
            closeWriter();
        }
    }

    private void closeWriter() throws IOException {
        writer.close();
        writer = null;
    }

    private void prune() throws IOException {
        Retention.Plan plan = new Retention(data, Duration.ofHours(random.nextInt(3)), SNAPSHOTS_KEPT).plan();
        isPruned |= !plan.rollFiles().isEmpty();
        plan.apply();
    }

    /** Everything is as if nothing had gone wrong. */
    void check() {
        assertThat(appended).isEqualTo(recording.inputCount());
        assertThat(nextOutput).as("outputs").isEqualTo(recording.outputs().size());
        assertThat(Recording.stateHashOf(pipeline)).as("state").isEqualTo(recording.stateHash());
        assertThat(Recording.bytesOf(quotes)).as("quotes").isEqualTo(recording.quotes());
        List<Recording.Output> firings = new ArrayList<>();
        try (OutboxTailer tailer = outbox.tailer()) {
            tailer.poll(
                    (message, offset, length) -> firings.add(Recording.output(message, offset, length)),
                    Integer.MAX_VALUE);
        }
        assertThat(firings.stream().map(Recording.Output::message))
                .as("outbox")
                .containsExactlyElementsOf(recording.events().stream()
                        .map(Recording.Output::message)
                        .toList());
    }

    /** The last input of which the journal's append came back. */
    long appended() {
        return appended;
    }

    /** Of the last snapshot that was completed: what no loss of power takes away any more. */
    long durable() {
        return durable;
    }

    /** The queue that was just being appended to, which then may lack the document; {@code null} when none was. */
    String appendingTo() {
        return appendingTo;
    }

    /** Whether the journal may lack its beginning. */
    boolean isPruned() {
        return isPruned;
    }

    private void onOutput(DirectBuffer message, int offset, int length) {
        Recording.Output output = Recording.output(message, offset, length);
        if (output.sequence() > skippedTo) {
            assertThat(output.message())
                    .as("output %d, of input %d", nextOutput, output.sequence())
                    .isEqualTo(recording.outputs().get(nextOutput).message());
            nextOutput++;
            disk.step("written");
        }
    }

    @Override
    public void close() throws IOException {
        try (outbox;
                journal;
                pipeline) {
            if (writer != null) {
                closeWriter();
            }
        }
    }

    private final class SteppedJournal implements Journal {
        @Override
        public void append(DirectBuffer batch, int offset, int length) {
            disk.step("append");
            journal.append(batch, offset, length);
            appendingTo = ChronicleJournal.DIRECTORY;
            disk.step("appended");
            appendingTo = null;
            appended = journal.lastSequence();
        }

        @Override
        public void replay(long sequence, BatchHandler handler) {
            journal.replay(sequence, handler);
        }

        @Override
        public void close() {
            journal.close();
        }
    }

    private final class SteppedAppender extends EveryOutput {
        @Override
        public void onOutput(DirectBuffer message, int offset, int length) {
            disk.step("output");
        }

        @Override
        public void onEvent(long sequence, int ordinal, DirectBuffer message, int offset, int length) {
            long before = outbox.lastPosition();
            appender.onEvent(sequence, ordinal, message, offset, length);
            if (outbox.lastPosition() != before) {
                appendingTo = Outbox.DIRECTORY;
                disk.step("appended event");
                appendingTo = null;
            }
        }

        @Override
        public void writeState(StateSink sink) {
            disk.step("listeners' state");
            appender.writeState(sink);
        }

        @Override
        public void readState(StateSource source) {
            appender.readState(source);
        }
    }
}
