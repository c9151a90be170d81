package io.tocsin.contract.alert;

/**
 * A way in which an owner hears of a firing.
 *
 * @param url of a webhook; null for the others.
 */
public record Action(Type type, String url) {
    /** The constant's name in lower case is its name outside. */
    public enum Type {
        WEBSOCKET(1),
        PUSH(2),
        WEBHOOK(3);

        private final byte code;

        Type(int code) {
            this.code = (byte) code;
        }

        byte code() {
            return code;
        }
    }

    public static final Action WEBSOCKET = new Action(Type.WEBSOCKET, null);
    public static final Action PUSH = new Action(Type.PUSH, null);

    public static Action webhook(String url) {
        return new Action(Type.WEBHOOK, url);
    }
}
