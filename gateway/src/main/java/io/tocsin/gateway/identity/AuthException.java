package io.tocsin.gateway.identity;

/** A token that is not accepted; the message says to its bearer why. */
public final class AuthException extends Exception {
    public static final String INVALID_TOKEN = "invalid-token";
    public static final String TOKEN_EXPIRED = "token-expired";
    /** The token is valid, and does not allow what is asked for. */
    public static final String FORBIDDEN = "forbidden";

    private static final long serialVersionUID = 1;

    private final String code;

    AuthException(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** {@link #INVALID_TOKEN}, {@link #TOKEN_EXPIRED} or {@link #FORBIDDEN}. */
    public String code() {
        return code;
    }
}
