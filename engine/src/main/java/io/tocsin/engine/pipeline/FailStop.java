package io.tocsin.engine.pipeline;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.ExceptionHandler;
import java.util.function.Consumer;

/**
 * What an exception on a pipeline thread means: an invariant is broken or the journal cannot be written, so nothing may
 * follow. The stage behind it sees no further entry, and the pipeline hears of it.
 */
final class FailStop implements EventHandler<Slot>, ExceptionHandler<Slot> {
    private final EventHandler<Slot> stage;
    private final Consumer<Throwable> onFailure;
    private boolean stopped;

    /** @param onFailure called on the stage's thread. */
    FailStop(EventHandler<Slot> stage, Consumer<Throwable> onFailure) {
        this.stage = stage;
        this.onFailure = onFailure;
    }

    @Override
    public void onEvent(Slot slot, long ringSequence, boolean endOfBatch) throws Exception {
        if (!stopped) {
            stage.onEvent(slot, ringSequence, endOfBatch);
        }
    }

    @Override
    public void handleEventException(Throwable exception, long ringSequence, Slot slot) {
        stop(exception);
    }

    @Override
    public void handleOnStartException(Throwable exception) {
        stop(exception);
    }

    @Override
    public void handleOnShutdownException(Throwable exception) {
        stop(exception);
    }

    private void stop(Throwable exception) {
        stopped = true;
        onFailure.accept(exception);
    }
}
