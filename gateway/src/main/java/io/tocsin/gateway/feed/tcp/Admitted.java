package io.tocsin.gateway.feed.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.contract.ingest.codec.ByeCode;
import io.tocsin.gateway.identity.AuthException;
import io.tocsin.gateway.identity.Principal;
import io.tocsin.gateway.identity.Requirement;
import io.tocsin.gateway.identity.Scopes;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * Who sends over a connection.
 *
 * @param source    by which the engine knows the sender: feed, tenant, sender's own name, user. Only the last can
 *                  hold a slash.
 * @param goodUntil when the token is no longer enough.
 */
record Admitted(String source, Instant goodUntil) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int MAX_SOURCE_BYTES = 500;
    private static final Requirement REQUIRED = Requirement.scope(Scopes.TICKS_WRITE);

    static Admitted of(Port port, String sender, String token) throws RefusedException {
        if (!NAME.matcher(sender).matches()) {
            throw new RefusedException(
                    ByeCode.MALFORMED, "a sender's name has 1 to 64 characters out of A-Z a-z 0-9 . _ -");
        }
        try {
            Principal user = port.identity().verify(token, REQUIRED);
            String source = String.join("/", port.config().name(), user.app(), sender, user.sub());
            if (source.getBytes(UTF_8).length > MAX_SOURCE_BYTES) {
                throw new RefusedException(ByeCode.MALFORMED, "the names of feed, user and sender are too long");
            }
            return new Admitted(source, user.goodUntil());
        } catch (AuthException refused) {
            throw new RefusedException(codeOf(refused), refused.getMessage());
        }
    }

    private static ByeCode codeOf(AuthException refused) {
        return switch (refused.code()) {
            case AuthException.FORBIDDEN -> ByeCode.FORBIDDEN;
            case AuthException.TOKEN_EXPIRED -> ByeCode.TOKEN_EXPIRED;
            default -> ByeCode.UNAUTHORIZED;
        };
    }

    boolean isExpired() {
        return Instant.now().isAfter(goodUntil);
    }
}
