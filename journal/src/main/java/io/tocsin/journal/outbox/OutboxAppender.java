package io.tocsin.journal.outbox;

import io.tocsin.engine.port.OutputListener;
import io.tocsin.engine.state.StateSink;
import io.tocsin.engine.state.StateSource;
import org.agrona.DirectBuffer;

/**
 * Puts each event into the outbox exactly once, however often the node died between deriving and appending it.
 * <p>
 * A replay derives the old events again. Those that the outbox has are compared with it, byte for byte and in order,
 * and dropped; the ones it lacks at its end are appended. Anything else means that the journal and the outbox do not
 * belong together, or that the engine is not deterministic, and stops the node. Egress thread.
 */
public final class OutboxAppender implements OutputListener {
    private final Outbox outbox;
    private final EventMark mark = new EventMark();
    private final OutboxRecord event = new OutboxRecord();
    private final OutboxRecord stored = new OutboxRecord();
    private final OutboxTailer tailer;
    private final OutboxTailer.EventHandler compareStored = this::compareStored;
    private DirectBuffer derived;
    private int derivedOffset;
    private int derivedLength;
    private boolean isCaughtUp;

    /** Expects the events of a replay from the start of the journal. */
    public OutboxAppender(Outbox outbox) {
        this.outbox = outbox;
        tailer = outbox.tailer();
    }

    /**
     * {@inheritDoc}
     *
     * @throws OutboxMismatchException when an event is not the one that the outbox holds in its place.
     */
    @Override
    public void onEvent(long sequence, int ordinal, DirectBuffer message, int offset, int length) {
        mark.onEvent(sequence, ordinal, message, offset, length);
        event.wrapMessage(message, offset);
        if (outbox.reaches(event.sequence(), event.ordinal())) {
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
     * Expects from then on the events that follow.
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
     * @throws OutboxMismatchException when the outbox holds an event that the replay did not derive.
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
            throw new IllegalStateException("event " + event.eventId() + " was derived out of order");
        }
    }

    private void compareStored(DirectBuffer message, int offset, int length) {
        int order = stored.wrapMessage(message, offset).eventId().compareTo(event.eventId());
        if (order > 0) {
            throw new OutboxMismatchException("the outbox lacks event " + event.eventId());
        }
        if (order < 0) {
            throw OutboxMismatchException.unexpected(stored.eventId());
        }
        for (int i = 0; i < length; i++) {
            if (length != derivedLength || message.getByte(offset + i) != derived.getByte(derivedOffset + i)) {
                throw new OutboxMismatchException("event " + event.eventId() + " differs from the one in the outbox");
            }
        }
    }
}
