package io.tocsin.gateway.identity;

import java.util.Optional;

/**
 * What is asked of a token beside being valid.
 *
 * @param scope that it must have; empty when that of any user will do.
 */
public record Requirement(Optional<String> scope) {
    public static final Requirement ANY_USER = new Requirement(Optional.empty());

    public static Requirement scope(String scope) {
        return new Requirement(Optional.of(scope));
    }

    /**
     * Compares what is required with what a token gives.
     *
     * @throws AuthException when that is less.
     */
    public void check(Principal principal) throws AuthException {
        if (scope.isPresent() && !principal.scopes().contains(scope.get())) {
            throw new AuthException(AuthException.FORBIDDEN, "The token does not have the scope " + scope.get());
        }
    }
}
