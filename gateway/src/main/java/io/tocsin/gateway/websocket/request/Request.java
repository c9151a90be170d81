package io.tocsin.gateway.websocket.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.json.FieldErrors;
import io.tocsin.contract.json.InvalidRequestException;
import io.tocsin.contract.json.RequestObject;
import io.tocsin.contract.json.Words;
import io.tocsin.gateway.identity.AuthException;
import io.tocsin.gateway.identity.Principal;
import io.tocsin.gateway.identity.Requirement;
import io.tocsin.gateway.websocket.out.CloseCode;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** A message of a client that is to be carried out, with what was found wrong with it so far. */
public record Request(Peer peer, RequestObject body, FieldErrors errors) {
    private static final Set<Op> ALL_OPS = EnumSet.allOf(Op.class);

    /** What the answer must carry; null when the client gave none. */
    public JsonNode readId() throws InvalidRequestException {
        Optional<JsonNode> id = body.value("id");
        if (id.filter(value -> !value.isNumber() && !value.isTextual()).isPresent()) {
            body.error("id", "must be a number or a string");
        }
        errors.throwIfAny();
        return id.orElse(null);
    }

    public Op readOp() throws InvalidRequestException {
        body.require("op");
        Optional<String> op = body.text("op");
        errors.throwIfAny();
        return Words.find(op.orElseThrow(), ALL_OPS)
                .orElseThrow(() -> RefusedException.of("unknown-op", "op " + Words.rule(ALL_OPS)));
    }

    /** The last thing to do before carrying it out. */
    public void throwIfInvalid() throws InvalidRequestException {
        body.rejectUnknown();
        errors.throwIfAny();
    }

    /** The user, whom a token must have named before. */
    public Principal principal() {
        return peer.principal()
                .orElseThrow(() -> RefusedException.closing(
                        CloseCode.NOT_AUTHENTICATED,
                        CloseCode.NOT_AUTHENTICATED.reason(),
                        "a token must come first, by the op auth or in the Authorization header"));
    }

    /** The user, whose token must have this scope. */
    public Principal principal(String scope) {
        Principal principal = principal();
        try {
            Requirement.scope(scope).check(principal);
        } catch (AuthException forbidden) {
            throw RefusedException.closing(CloseCode.FORBIDDEN, forbidden.code(), forbidden.getMessage());
        }
        return principal;
    }
}
