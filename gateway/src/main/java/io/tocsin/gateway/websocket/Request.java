package io.tocsin.gateway.websocket;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.json.FieldErrors;
import io.tocsin.contract.json.InvalidRequestException;
import io.tocsin.contract.json.RequestObject;
import io.tocsin.contract.json.Words;
import io.tocsin.gateway.identity.Principal;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** A message of a client that is to be carried out, with what was found wrong with it so far. */
record Request(Connection connection, RequestObject body, FieldErrors errors) {
    private static final Set<Op> ALL_OPS = EnumSet.allOf(Op.class);

    /** What the answer must carry; null when the client gave none. */
    JsonNode readId() throws InvalidRequestException {
        final Optional<JsonNode> id = body.value("id");
        if (id.filter(value -> !value.isNumber() && !value.isTextual()).isPresent()) {
            body.error("id", "must be a number or a string");
        }
        errors.throwIfAny();
        return id.orElse(null);
    }

    Op readOp() throws InvalidRequestException {
        body.require("op");
        final Optional<String> op = body.text("op");
        errors.throwIfAny();
        return Words.find(op.orElseThrow(), ALL_OPS)
                .orElseThrow(() -> RefusedException.of("unknown-op", "op " + Words.rule(ALL_OPS)));
    }

    /** The last thing to do before carrying it out. */
    void throwIfInvalid() throws InvalidRequestException {
        body.rejectUnknown();
        errors.throwIfAny();
    }

    void requireIdentity() {
        if (!connection.identity().isKnown()) {
            throw RefusedException.closing(
                    CloseCode.NOT_AUTHENTICATED,
                    CloseCode.NOT_AUTHENTICATED.reason(),
                    "a token must come first, by the op auth or in the Authorization header");
        }
    }

    /** The user, whose token must have this scope. */
    Principal principal(final String scope) {
        final Principal principal = connection.identity().principal();
        if (!principal.scopes().contains(scope)) {
            throw RefusedException.closing(
                    CloseCode.FORBIDDEN, CloseCode.FORBIDDEN.reason(), "the token lacks the scope " + scope);
        }
        return principal;
    }
}
