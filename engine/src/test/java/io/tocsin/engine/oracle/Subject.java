package io.tocsin.engine.oracle;

import java.util.List;
import org.agrona.DirectBuffer;

/** What is compared with the oracle. One thread. */
interface Subject extends AutoCloseable {
    /** Everything that this encoded input gives, in order. */
    List<Output> onInput(long sequence, long timeNs, DirectBuffer input, int length);

    /** The alert as it stands, or {@code null} when there is none. */
    Output.AlertState state(long alertId);

    long alertCount();

    @Override
    void close();
}
