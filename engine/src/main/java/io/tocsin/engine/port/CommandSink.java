package io.tocsin.engine.port;

import io.tocsin.engine.wire.InputBatch;
import org.agrona.DirectBuffer;

/**
 * Where every edge hands its inputs to the engine: the ingress ring of this node, or later a cluster client.
 * <p>
 * Any thread may call it. Nothing ever blocks: a full ring is answered with {@link Offer#BACK_PRESSURED} and the caller
 * passes that on to its own client. The bytes are copied before the call returns.
 */
public interface CommandSink {
    /** The most that one {@link #offerAll} can bring: more than a thousand alerts, or ten thousand ticks. */
    int MAX_REQUEST_BYTES = 12 << 20;

    /** What became of an offer. */
    enum Offer {
        /** Taken; it will be journaled and applied in the order of acceptance. */
        ACCEPTED,
        /** The ring is full, or too many long inputs wait; nothing was taken. */
        BACK_PRESSURED,
        /** The node is recovering or stopping; nothing was taken. */
        CLOSED,
        /** There is too little room on the disk for the journal; nothing was taken. */
        DISK_FULL
    }

    /**
     * Offers one encoded input.
     *
     * @param message holds an SBE message header and body.
     * @throws IllegalArgumentException when the message is longer than {@link InputBatch#MAX_INPUT_LENGTH}.
     */
    Offer offer(DirectBuffer message, int offset, int length);

    /**
     * Offers several inputs, all or none; they are applied one right after the other.
     *
     * @param frames each input after its length as a little-endian {@code int32}, without gaps.
     * @param count  number of frames, at least 1.
     * @throws IllegalArgumentException when one is too long, or they come to more than {@link #MAX_REQUEST_BYTES}.
     */
    Offer offerAll(DirectBuffer frames, int offset, int count);
}
