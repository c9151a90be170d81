package io.tocsin.gateway.identity;

/** Decides whom a token stands for. Any thread; does not block. */
@FunctionalInterface
public interface TokenVerifier {
    /**
     * The user behind a token.
     *
     * @throws AuthException when the token is forged, malformed, not yet or no longer valid.
     */
    Principal verify(String token) throws AuthException;
}
