package io.tocsin.gateway.node;

import io.tocsin.engine.pipeline.Pipeline;
import io.tocsin.journal.outbox.OutboxAppender;
import io.tocsin.journal.snapshot.SnapshotReader;
import io.tocsin.journal.snapshot.Snapshots;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings engine and listeners to where the journal ends: the newest snapshot, and what follows it. */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private Recovery() {}

    /** Before the pipeline starts; from then on there is nothing that was not seen. */
    static void run(Pipeline pipeline, Snapshots snapshots, OutboxAppender appender, boolean isLogged)
            throws IOException {
        long startNs = System.nanoTime();
        snapshots.removeUnfinished();
        Optional<SnapshotReader> snapshot = snapshots.openNewest();
        if (snapshot.isPresent()) {
            try (SnapshotReader reader = snapshot.get()) {
                pipeline.recover(reader);
            }
        } else {
            pipeline.recover();
        }
        appender.onRecovered();
        if (isLogged) {
            LOG.info(
                    "Recovered up to sequence {} in {} ms{}",
                    pipeline.lastSequence(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs),
                    snapshot.map(reader -> ", from the snapshot of " + reader.sequence() + " on")
                            .orElse(""));
        }
    }
}
