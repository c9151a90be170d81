package io.tocsin.gateway.command;

import io.tocsin.engine.codec.RejectReason;

/** An output of the engine that answers an input. */
sealed interface Reply permits AlertReply, SymbolReply, DeviceReply, EventReply, Reply.Rejection {
    record Rejection(RejectReason reason, long bound) implements Reply {}
}
