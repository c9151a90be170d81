package io.tocsin.engine.pipeline;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.agrona.LangUtil;

/**
 * What an exception on a thread of the pipeline means: an invariant is broken or the journal cannot be written, so
 * nothing may follow. All stages stop, and the pipeline hears of it once. Any thread.
 */
final class Fault {
    private final AtomicReference<Throwable> first = new AtomicReference<>();
    private final Consumer<Throwable> onFirst;

    /** @param onFirst called on the thread of the stage that failed. */
    Fault(Consumer<Throwable> onFirst) {
        this.onFirst = onFirst;
    }

    void onThrown(Throwable cause) {
        if (first.compareAndSet(null, cause)) {
            onFirst.accept(cause);
        }
    }

    boolean isThere() {
        return first.get() != null;
    }

    /** What was thrown; null when nothing was. */
    Throwable cause() {
        return first.get();
    }

    /** Throws what was thrown, if something was. */
    void rethrow() {
        Throwable cause = first.get();
        if (cause != null) {
            LangUtil.rethrowUnchecked(cause);
        }
    }
}
