package io.tocsin.gateway.websocket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.gateway.command.Outcome;

/** How commands that were not applied are answered. */
final class Rejections {
    private Rejections() {}

    static RefusedException noSuchAlert() {
        return RefusedException.of("not-found", "there is no such alert");
    }

    /** The answer to a command with any outcome but an applied one. */
    static ObjectNode error(final JsonNode id, final Outcome<?> outcome) {
        if (outcome instanceof Outcome.Rejected<?> rejected) {
            return error(id, rejected.reason(), rejected.bound());
        }
        if (outcome instanceof Outcome.TimedOut<?>) {
            return Messages.error(id, "timeout", "no reply came in time; the command may have been applied or not");
        }
        return Messages.error(id, "unavailable", "the node takes no commands right now; try again soon");
    }

    private static ObjectNode error(final JsonNode id, final RejectReason reason, final long bound) {
        return switch (reason) {
            case UNKNOWN_ALERT -> Messages.error(id, "not-found", "there is no such alert");
            case ALERT_LIMIT -> Messages.error(id, "alert-limit", "a user can have " + bound + " alerts");
            case ALERT_CAPACITY -> Messages.error(id, "capacity", "the node holds " + bound + " alerts, and no more");
            case SYMBOL_CAPACITY -> Messages.error(id, "capacity", "the node holds " + bound + " symbols, and no more");
            case EXPIRES_IN_PAST -> Messages.error(id, "invalid", "/alert/expiresAt must be in the future");
            case DECIMALS_CHANGED ->
                Messages.error(
                        id, "invalid", "prices of the symbol have " + bound + " decimals, which the alert's exceed");
            default -> Messages.error(id, "rejected", "the engine refused: " + reason);
        };
    }
}
