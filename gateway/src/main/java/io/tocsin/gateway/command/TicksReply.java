package io.tocsin.gateway.command;

import io.tocsin.engine.codec.RejectReason;
import java.util.List;

/**
 * What became of several ticks.
 *
 * @param accepted     how many were.
 * @param rejected     the others, by their place in the request.
 * @param lastSequence of the last accepted one; 0 when there is none.
 */
public record TicksReply(int accepted, List<Rejection> rejected, long lastSequence) {
    /** A tick that changed nothing. */
    public record Rejection(int index, RejectReason reason, long bound) {}

    public TicksReply {
        rejected = List.copyOf(rejected);
    }
}
