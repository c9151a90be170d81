package io.tocsin.gateway.identity;

/** A token that is not accepted; the message tells its bearer why. */
public final class AuthException extends Exception {
    public static final String INVALID_TOKEN = "invalid-token";
    public static final String TOKEN_EXPIRED = "token-expired";

    private static final long serialVersionUID = 1;

    private final String code;

    AuthException(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** {@link #INVALID_TOKEN} or {@link #TOKEN_EXPIRED}. */
    public String code() {
        return code;
    }
}
