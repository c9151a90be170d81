package io.tocsin.engine.pipeline;

import com.lmax.disruptor.ExceptionHandler;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an exception on a pipeline thread means: an invariant is broken or the journal cannot be written, so nothing may
 * follow. The stage is stopped for good and the host told, which ends the process.
 */
final class FailStop implements ExceptionHandler<Slot> {
    private static final Logger LOG = LoggerFactory.getLogger(FailStop.class);

    private final String stage;
    private final LongSupplier lastSequence;
    private final IngressRing ingress;
    private final Runnable onFailure;

    FailStop(
            final String stage, final LongSupplier lastSequence, final IngressRing ingress, final Runnable onFailure) {
        this.stage = stage;
        this.lastSequence = lastSequence;
        this.ingress = ingress;
        this.onFailure = onFailure;
    }

    @Override
    public void handleEventException(final Throwable exception, final long ringSequence, final Slot slot) {
        throw stop(exception);
    }

    @Override
    public void handleOnStartException(final Throwable exception) {
        throw stop(exception);
    }

    @Override
    public void handleOnShutdownException(final Throwable exception) {
        throw stop(exception);
    }

    /** Ends the stage's thread by what it returns, so that the entry after the failed one is never processed. */
    private IllegalStateException stop(final Throwable exception) {
        LOG.error("{} failed at input {}; stopping the node", stage, lastSequence.getAsLong(), exception);
        ingress.open(false);
        onFailure.run();
        return new IllegalStateException(stage + " failed", exception);
    }
}
