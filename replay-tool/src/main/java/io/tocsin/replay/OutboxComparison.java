package io.tocsin.replay;

import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.engine.wire.OutputHeader;
import io.tocsin.journal.files.JournalDamagedException;
import io.tocsin.journal.outbox.EventId;
import io.tocsin.journal.outbox.OutboxReader;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;

/**
 * Compares the events of a replay with those of the outbox, in the order of both, and remembers the first difference.
 * <p>
 * A node that runs appends to the outbox shortly after the journal, so what is missing at its end is waited for; and a
 * node that was killed appends the rest when it starts again, so that is no difference either.
 */
final class OutboxComparison implements OutputListener {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private final OutboxReader outbox;
    private final Differences differences;
    private long skipped;
    private boolean isHeld;
    private final OutputHeader header = new OutputHeader();
    private long equal;
    private long equalFirings;
    private long missing;
    private long missingFirings;
    private EventId firstMissing;
    private String difference;
    private String damage;

    /** Receives all differences, as outputs with their message headers, valid during the call only. */
    interface Differences {
        /** The replay leads to an event that the outbox lacks. */
        void onAdded(DirectBuffer event, int offset);

        /** The outbox holds an event that the replay does not lead to. */
        void onLost(DirectBuffer event, int offset);

        /** The outbox holds another output under the same event id. */
        void onChanged(DirectBuffer stored, int storedOffset, DirectBuffer event, int offset);
    }

    private static final class Unheard implements Differences {
        @Override
        public void onAdded(DirectBuffer event, int offset) {}

        @Override
        public void onLost(DirectBuffer event, int offset) {}

        @Override
        public void onChanged(DirectBuffer stored, int storedOffset, DirectBuffer event, int offset) {}
    }

    OutboxComparison(OutboxReader outbox) {
        this(outbox, new Unheard());
    }

    OutboxComparison(OutboxReader outbox, Differences differences) {
        this.outbox = outbox;
        this.differences = differences;
    }

    /** Leaves out the events up to an input. To be called first. */
    void skipTo(long sequence) {
        outbox.skipToSequence(sequence + 1);
        skipped = sequence;
    }

    @Override
    public void onEvent(long sequence, int ordinal, DirectBuffer message, int offset, int length) {
        if (damage != null) {
            return;
        }
        try {
            compare(new EventId(sequence, ordinal), message, offset, length);
        } catch (JournalDamagedException e) {
            damage = e.getMessage();
            found(damage);
        }
    }

    private void compare(EventId event, DirectBuffer message, int offset, int length) {
        while (missing == 0 && hold(PATIENCE_NS) && outbox.eventId().compareTo(event) < 0) {
            lost();
        }
        if (!isHeld) {
            firstMissing = missing == 0 ? event : firstMissing;
            missing++;
            missingFirings += isFiring(message, offset) ? 1 : 0;
        } else if (outbox.eventId().compareTo(event) > 0) {
            found(at(event) + "the outbox lacks event " + event);
            differences.onAdded(message, offset);
        } else {
            isHeld = false;
            if (isStored(message, offset, length)) {
                equal++;
                equalFirings += isFiring(message, offset) ? 1 : 0;
            } else {
                found(at(event) + "event " + event + " differs from the one in the outbox");
                differences.onChanged(outbox.buffer(), outbox.offset(), message, offset);
            }
        }
    }

    private void lost() {
        EventId event = outbox.eventId();
        found(at(event) + "the outbox holds event " + event + ", which the journal does not lead to");
        differences.onLost(outbox.buffer(), outbox.offset());
        isHeld = false;
    }

    /**
     * Looks for what the outbox holds beyond the replay.
     *
     * @param replayed the last input replayed.
     * @param last     where the journal ends by now.
     */
    void finish(long replayed, LongSupplier last) {
        while (damage == null && missing == 0 && hold(0)) {
            long sequence = outbox.eventId().sequence();
            if (sequence > replayed && sequence <= last.getAsLong()) {
                return;
            }
            lost();
        }
    }

    boolean isEqual() {
        return difference == null;
    }

    /** The first difference, in a sentence; null when there is none. */
    String difference() {
        return difference;
    }

    private boolean nextOfOutbox() {
        while (outbox.next()) {
            if (outbox.eventId().sequence() > skipped) {
                return true;
            }
        }
        return false;
    }

    /** The damage that the outbox could not be read beyond; null when there is none. */
    String damage() {
        return damage;
    }

    /** Events that are the same, byte for byte. */
    long equal() {
        return equal;
    }

    /** Those of them that are firings. */
    long equalFirings() {
        return equalFirings;
    }

    /** Events that the end of the outbox lacks. */
    long missing() {
        return missing;
    }

    /** Those of them that are firings. */
    long missingFirings() {
        return missingFirings;
    }

    /** @param inputs what was replayed. */
    void print(String inputs, PrintWriter out) {
        if (difference != null) {
            out.println(Colour.BAD.of(difference));
            out.println(
                    "the outbox does not belong to this journal and this build: a node of this build would stop at this"
                            + " event; `rehearse` lists all differences, docs/operating/damage.md says how to go on");
            return;
        }
        out.println(Colour.GOOD.of(inputs + " lead to " + equalFirings + " firings" + others() + ", as in the outbox"));
        if (missing > 0) {
            out.println(missing + " more from event " + firstMissing
                    + " on are not in it yet; the node appends them when it starts");
        }
    }

    /** Has the outbox's next event at hand, waiting for it for so long. */
    private boolean hold(long patienceNs) {
        long startNs = System.nanoTime();
        while (!isHeld) {
            isHeld = nextOfOutbox();
            if (!isHeld) {
                if (System.nanoTime() - startNs >= patienceNs) {
                    return false;
                }
                LockSupport.parkNanos(POLL_NS);
            }
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

    private boolean isFiring(DirectBuffer message, int offset) {
        return header.wrap(message, offset).templateId() == AlertFiredDecoder.TEMPLATE_ID;
    }

    private void found(String what) {
        difference = difference == null ? what : difference;
    }

    private String others() {
        return equal == equalFirings ? "" : " and " + (equal - equalFirings) + " other events";
    }

    private static String at(EventId event) {
        return "difference at sequence " + event.sequence() + ": ";
    }
}
