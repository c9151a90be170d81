package io.tocsin.gateway.websocket;

/** Hears that a user saw a firing. Called on event loops; must not block. */
@FunctionalInterface
public interface AckListener {
    /**
     * A client has acknowledged a firing.
     *
     * @param owner    of the connection, who need not be the owner of the firing.
     * @param sequence with {@code ordinal}, the identity that the client named; it need not exist.
     */
    void onAck(String owner, long sequence, int ordinal);
}
