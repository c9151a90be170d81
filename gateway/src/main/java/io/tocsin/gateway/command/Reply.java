package io.tocsin.gateway.command;

import io.tocsin.engine.codec.RejectReason;

/** An output of the engine that answers an input. */
sealed interface Reply permits AlertReply, SymbolReply, DeviceReply, EventReply, Reply.Tick, Reply.Rejection {
    record Tick(long sequence) implements Reply {}

    record Rejection(RejectReason reason, long bound) implements Reply {}
}
