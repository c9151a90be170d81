package io.tocsin.journal.outbox;

/** The outbox holds other firings than journal and snapshot lead to. The message is one line for the operator. */
public final class OutboxMismatchException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    OutboxMismatchException(String what) {
        super(what + "; docs/operating/damage.md says how to go on");
    }

    static OutboxMismatchException unexpected(EventId event) {
        return new OutboxMismatchException("the outbox holds event " + event + ", which the journal does not lead to");
    }
}
