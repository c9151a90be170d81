package io.tocsin.gateway.websocket.request;

import io.tocsin.gateway.websocket.out.CloseCode;

/**
 * Why a request is not done: the code and detail of its {@code error} answer, and whether the connection ends with it.
 */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final CloseCode closeCode;

    private RefusedException(String code, String detail, CloseCode closeCode) {
        super(detail, null, false, false);
        this.code = code;
        this.closeCode = closeCode;
    }

    /** The connection goes on. */
    public static RefusedException of(String code, String detail) {
        return new RefusedException(code, detail, null);
    }

    /** The connection is closed after the answer. */
    public static RefusedException closing(CloseCode closeCode, String code, String detail) {
        return new RefusedException(code, detail, closeCode);
    }

    public String code() {
        return code;
    }

    /** Null when the connection goes on. */
    public CloseCode closeCode() {
        return closeCode;
    }
}
