package io.tocsin.gateway.websocket;

/** Why a request is not done: the code and detail of its {@code error} answer, and whether the connection ends with it. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final CloseCode closeCode;

    private RefusedException(final String code, final String detail, final CloseCode closeCode) {
        super(detail, null, false, false);
        this.code = code;
        this.closeCode = closeCode;
    }

    /** The connection goes on. */
    static RefusedException of(final String code, final String detail) {
        return new RefusedException(code, detail, null);
    }

    /** The connection is closed after the answer. */
    static RefusedException closing(final CloseCode closeCode, final String code, final String detail) {
        return new RefusedException(code, detail, closeCode);
    }

    String code() {
        return code;
    }

    /** Null when the connection goes on. */
    CloseCode closeCode() {
        return closeCode;
    }
}
