package io.tocsin.engine.oracle;

import java.util.List;

/** What is compared with the oracle. One thread. */
interface Subject extends AutoCloseable {
    /** Everything that this input gives, in order. */
    List<Output> onInput(long sequence, long timeNs, Input input);

    /** The alert as it stands, or {@code null} when there is none. */
    Output.AlertState state(long alertId);

    long alertCount();

    @Override
    void close();
}
