package io.tocsin.gateway.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The user behind a token.
 *
 * @param app             the tenant; users of different tenants never see one another.
 * @param sub             the user within the tenant.
 * @param scopes          what the token allows.
 * @param expiresAt       when the token ends.
 * @param authenticatedAt when the user proved to be the user, if the token says so ({@code auth_time}).
 * @param methods         how ({@code amr}, RFC 8176); empty when the token does not say.
 */
public record Principal(
        String app,
        String sub,
        Set<String> scopes,
        Instant expiresAt,
        Optional<Instant> authenticatedAt,
        Set<String> methods) {
    public static final String DEFAULT_APP = "default";

    /** By how much the clocks of whoever issued a token and of this node may differ. */
    static final Duration SKEW = Duration.ofSeconds(60);

    public Principal {
        scopes = Set.copyOf(scopes);
        methods = Set.copyOf(methods);
    }

    /** Until when the token is good, on every interface. */
    public Instant goodUntil() {
        return expiresAt.plus(SKEW);
    }

    /** The engine's name of the user; unambiguous, as neither part holds a line feed. */
    public String owner() {
        return app + '\n' + sub;
    }
}
