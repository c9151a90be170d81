package io.tocsin.journal.outbox;

import io.tocsin.engine.port.OutputListener;
import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.state.StateSource;
import org.agrona.DirectBuffer;

/**
 * Puts each firing into the outbox exactly once, however often the node died between deriving and appending it.
 * <p>
 * A replay derives the old firings again. Those that the outbox has are compared with it, byte for byte and in order,
 * and dropped; the ones it lacks at its end are appended. Anything else means that the journal and the outbox do not
 * belong together, or that the engine is not deterministic, and stops the node. Egress thread.
 */
public final class OutboxAppender implements OutputListener {
    private final Outbox outbox;
    private final FiringMark mark = new FiringMark();
    private final OutboxRecord firing = new OutboxRecord();
    private final OutboxRecord stored = new OutboxRecord();
    private final OutboxTailer tailer;
    private final OutboxTailer.FiringHandler compareStored = this::compareStored;
    private DirectBuffer derived;
    private int derivedOffset;
    private int derivedLength;
    private boolean isCaughtUp;

    /** Expects the firings of a replay from the start of the journal. */
    public OutboxAppender(Outbox outbox) {
        this.outbox = outbox;
        tailer = outbox.tailer();
    }

    /**
     * {@inheritDoc}
     *
     * @throws OutboxMismatchException when a firing is not the one that the outbox holds in its place.
     */
    @Override
    public void onOutput(DirectBuffer message, int offset, int length) {
        if (!firing.isFiring(message, offset)) {
            return;
        }
        mark.onOutput(message, offset, length);
        firing.wrapMessage(message, offset);
        if (outbox.reaches(firing.sequence(), firing.ordinal())) {
            compare(message, offset, length);
        } else {
            if (!isCaughtUp) {
                onRecovered();
            }
            outbox.append(message, offset, length);
        }
    }

    @Override
    public void writeState(StateSink sink) {
        mark.writeState(sink);
    }

    /**
     * Expects from then on the firings that follow.
     *
     * @throws OutboxMismatchException when the outbox does not have those before.
     */
    @Override
    public void readState(StateSource source) {
        mark.readState(source);
        EventId last = mark.lastEvent();
        if (last != null
                && !(outbox.reaches(last.sequence(), last.ordinal())
                        && tailer.seekAfter(last.sequence(), last.ordinal()))) {
            throw new OutboxMismatchException("the outbox lacks event " + last + ", which the snapshot has seen");
        }
    }

    /**
     * Ends the comparison. To be called after the replay of the journal, when nothing runs on the egress thread.
     *
     * @throws OutboxMismatchException when the outbox holds a firing that the replay did not derive.
     */
    public void onRecovered() {
        if (!isCaughtUp) {
            tailer.poll(
                    (message, offset, length) -> {
                        throw OutboxMismatchException.unexpected(
                                stored.wrapMessage(message, offset).eventId());
                    },
                    1);
            tailer.close();
            isCaughtUp = true;
        }
    }

    private void compare(DirectBuffer message, int offset, int length) {
        derived = message;
        derivedOffset = offset;
        derivedLength = length;
        if (isCaughtUp || tailer.poll(compareStored, 1) == 0) {
            throw new IllegalStateException("event " + firing.eventId() + " was derived out of order");
        }
    }

    private void compareStored(DirectBuffer message, int offset, int length) {
        int order = stored.wrapMessage(message, offset).eventId().compareTo(firing.eventId());
        if (order > 0) {
            throw new OutboxMismatchException("the outbox lacks event " + firing.eventId());
        }
        if (order < 0) {
            throw OutboxMismatchException.unexpected(stored.eventId());
        }
        for (int i = 0; i < length; i++) {
            if (length != derivedLength || message.getByte(offset + i) != derived.getByte(derivedOffset + i)) {
                throw new OutboxMismatchException("event " + firing.eventId() + " differs from the one in the outbox");
            }
        }
    }
}
