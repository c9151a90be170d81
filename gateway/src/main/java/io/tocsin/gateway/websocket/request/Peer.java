package io.tocsin.gateway.websocket.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.gateway.identity.Principal;
import java.util.Optional;

/** The client that a request came from. On its event loop, but for {@link #execute}. */
public interface Peer {
    /** Whom its token stands for; empty before there was one. */
    Optional<Principal> principal();

    /** Sends a message, unless the connection is about to end. */
    void answer(ObjectNode message);

    /**
     * A command was given whose answer comes later, by {@link #answerLater}.
     *
     * @param id that the answer will carry; null for none.
     */
    void expectAnswer(JsonNode id);

    /** Sends the answer to a command that was given before. */
    void answerLater(ObjectNode message);

    /** Runs something on the event loop; nothing when that has stopped. Any thread. */
    void execute(Runnable task);
}
