package io.tocsin.contract.ingest;

import java.io.IOException;

/** What a {@link TickSender} cannot go on after by connecting again. The message is for people. */
public final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    RefusedException(String message) {
        super(message);
    }
}
