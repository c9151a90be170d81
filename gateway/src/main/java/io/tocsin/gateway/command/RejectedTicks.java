package io.tocsin.gateway.command;

import io.tocsin.engine.codec.InputRejectedDecoder;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.port.OutputListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Brings to each feed those of its ticks that the engine did not take: of symbols with a bound for jumps, whose ticks
 * bear the number of their feed as a correlation id. That is below 0, so that nobody else takes it for one of his own.
 * <p>
 * The egress thread brings; any thread adds feeds. What recovery repeats is not brought.
 */
public final class RejectedTicks implements OutputListener {
    private final List<Listener> feeds = new CopyOnWriteArrayList<>();
    private volatile boolean isStarted;

    /** Hears of its ticks. It is called on the egress thread, which it must neither hold up nor throw at. */
    @FunctionalInterface
    public interface Listener {
        /** One of them was not taken. */
        void onRejected(long sequence, RejectReason reason);
    }

    /** Brings what comes from now on. */
    public void start() {
        isStarted = true;
    }

    /** The correlation id of a feed's ticks, small enough not to meet one of {@link SourceReplies}. */
    public synchronized long add(Listener feed) {
        feeds.add(feed);
        return -feeds.size();
    }

    @Override
    public void onRejected(InputRejectedDecoder rejection) {
        long index = -rejection.correlationId() - 1;
        if (isStarted && index >= 0 && index < feeds.size()) {
            feeds.get((int) index).onRejected(rejection.sequence(), rejection.reason());
        }
    }
}
