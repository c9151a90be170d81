package io.tocsin.gateway.websocket.out;

/** Why the server ends a connection. Codes up to 4499 ask the client to come back, higher ones not to. */
public enum CloseCode {
    SHUTTING_DOWN(4001, "shutting-down"),
    TOO_SLOW(4008, "too-slow"),
    HEARTBEAT_MISSED(4009, "heartbeat-missed"),
    NOT_AUTHENTICATED(4501, "not-authenticated"),
    TOKEN_EXPIRED(4502, "token-expired"),
    FORBIDDEN(4503, "forbidden"),
    PROTOCOL_ERROR(4504, "protocol-error"),
    TOO_MANY_CONNECTIONS(4529, "too-many-connections"),
    TOO_MANY_MESSAGES(4529, "too-many-messages");

    private static final int FIRST_FINAL = 4500;

    private final int code;
    private final String reason;

    CloseCode(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    public int code() {
        return code;
    }

    public String reason() {
        return reason;
    }

    public boolean invitesReconnect() {
        return code < FIRST_FINAL;
    }
}
