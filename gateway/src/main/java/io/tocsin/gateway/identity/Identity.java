package io.tocsin.gateway.identity;

/** Decides whom a token stands for. Any thread; does not block. */
@FunctionalInterface
public interface Identity {
    /**
     * The user behind a token.
     *
     * @throws AuthException when the token is forged, malformed, not yet or no longer valid, or less than is required.
     */
    Principal verify(String token, Requirement requirement) throws AuthException;
}
