package io.tocsin.gateway.identity;

/** Decides whom a token stands for. Any thread; does not block. */
@FunctionalInterface
public interface Identity {
    /** Knows nobody. */
    Identity NOBODY = (token, requirement) -> {
        throw new AuthException(AuthException.INVALID_TOKEN, "Nobody is known here");
    };

    /**
     * The user behind a token.
     *
     * @throws AuthException when the token is forged, malformed, not yet or no longer valid, or less than is required.
     */
    Principal verify(String token, Requirement requirement) throws AuthException;
}
