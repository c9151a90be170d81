package io.tocsin.gateway.feed.tcp;

import io.tocsin.contract.ingest.codec.ByeCode;

/** Somebody cannot be a sender here; the message is for them. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final ByeCode code;

    RefusedException(ByeCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    ByeCode code() {
        return code;
    }
}
