package io.tocsin.replay;

import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.pipeline.OutputListener;
import io.tocsin.journal.EventId;
import io.tocsin.journal.JournalDamagedException;
import io.tocsin.journal.OutboxReader;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;

/**
 * Compares the firings of a replay with those of the outbox, and remembers the first difference.
 * <p>
 * A node that runs appends to the outbox shortly after the journal, so what is missing at its end is waited for; and a
 * node that was killed appends the rest when it starts again, so that is no difference either.
 */
final class OutboxComparison implements OutputListener {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private final OutboxReader outbox;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final AlertFiredDecoder fired = new AlertFiredDecoder();
    private long skipped;
    private long equal;
    private long missing;
    private EventId firstMissing;
    private String difference;

    OutboxComparison(OutboxReader outbox) {
        this.outbox = outbox;
    }

    /** Leaves out the firings up to an input. To be called first. */
    void skipTo(long sequence) {
        outbox.skipToSequence(sequence + 1);
        skipped = sequence;
    }

    @Override
    public void onOutput(DirectBuffer message, int offset, int length) {
        if (difference != null || header.wrap(message, offset).templateId() != AlertFiredDecoder.TEMPLATE_ID) {
            return;
        }
        fired.wrapAndApplyHeader(message, offset, header);
        try {
            compare(new EventId(fired.sequence(), fired.ordinal()), message, offset, length);
        } catch (JournalDamagedException e) {
            difference = e.getMessage();
        }
    }

    private void compare(EventId event, DirectBuffer message, int offset, int length) {
        if (missing > 0 || !awaitNext()) {
            firstMissing = missing == 0 ? event : firstMissing;
            missing++;
        } else if (outbox.eventId().compareTo(event) > 0) {
            difference = at(event) + "the outbox lacks event " + event;
        } else if (outbox.eventId().compareTo(event) < 0) {
            difference = surplus(outbox.eventId());
        } else if (!isStored(message, offset, length)) {
            difference = at(event) + "event " + event + " differs from the one in the outbox";
        } else {
            equal++;
        }
    }

    /**
     * Looks for what the outbox holds beyond the replay.
     *
     * @param replayed the last input replayed.
     * @param last     where the journal ends by now.
     */
    void finish(long replayed, LongSupplier last) {
        if (difference == null && missing == 0 && nextOfOutbox()) {
            EventId event = outbox.eventId();
            if (event.sequence() <= replayed || event.sequence() > last.getAsLong()) {
                difference = surplus(event);
            }
        }
    }

    boolean isEqual() {
        return difference == null;
    }

    void print(long lastSequence, PrintWriter out) {
        if (difference != null) {
            out.println(difference);
        } else {
            out.printf("%d inputs lead to %d firings, as in the outbox%n", lastSequence, equal);
        }
        if (difference == null && missing > 0) {
            out.printf(
                    "%d more from event %s on are not in it yet; the node appends them when it starts%n",
                    missing, firstMissing);
        }
    }

    private boolean nextOfOutbox() {
        while (outbox.next()) {
            if (outbox.eventId().sequence() > skipped) {
                return true;
            }
        }
        return false;
    }

    private boolean awaitNext() {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (!nextOfOutbox()) {
            if (System.nanoTime() - deadlineNs > 0) {
                return false;
            }
            LockSupport.parkNanos(POLL_NS);
        }
        return true;
    }

    private boolean isStored(DirectBuffer message, int offset, int length) {
        if (outbox.lengthBytes() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (outbox.buffer().getByte(outbox.offset() + i) != message.getByte(offset + i)) {
                return false;
            }
        }
        return true;
    }

    private static String surplus(EventId event) {
        return at(event) + "the outbox holds event " + event + ", which the journal does not lead to";
    }

    private static String at(EventId event) {
        return "difference at sequence " + event.sequence() + ": ";
    }
}
