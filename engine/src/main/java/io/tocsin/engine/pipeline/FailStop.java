package io.tocsin.engine.pipeline;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.ExceptionHandler;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an exception on a pipeline thread means: an invariant is broken or the journal cannot be written, so nothing may
 * follow. The stage behind it sees no further entry, the edges are shut, and the host is told, which ends the process.
 */
final class FailStop implements EventHandler<Slot>, ExceptionHandler<Slot> {
    private static final Logger LOG = LoggerFactory.getLogger(FailStop.class);

    private final String name;
    private final EventHandler<Slot> stage;
    private final LongSupplier sequence;
    private final Runnable onFailure;
    private boolean stopped;

    /** @param sequence of the input at work, asked for on the stage's thread. */
    FailStop(final String name, final EventHandler<Slot> stage, final LongSupplier sequence, final Runnable onFailure) {
        this.name = name;
        this.stage = stage;
        this.sequence = sequence;
        this.onFailure = onFailure;
    }

    @Override
    public void onEvent(final Slot slot, final long ringSequence, final boolean endOfBatch) throws Exception {
        if (!stopped) {
            stage.onEvent(slot, ringSequence, endOfBatch);
        }
    }

    @Override
    public void handleEventException(final Throwable exception, final long ringSequence, final Slot slot) {
        stop(exception);
    }

    @Override
    public void handleOnStartException(final Throwable exception) {
        stop(exception);
    }

    @Override
    public void handleOnShutdownException(final Throwable exception) {
        stop(exception);
    }

    private void stop(final Throwable exception) {
        stopped = true;
        LOG.error("{} failed at input {}; the node stops", name, sequence.getAsLong(), exception);
        onFailure.run();
    }
}
