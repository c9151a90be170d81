package io.tocsin.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.StringJoiner;

/** Reads an alert's actions: a byte each, 1 for WebSocket, 2 for push, 3 for a webhook, which its URL follows. */
final class Actions {
    private static final int WEBSOCKET = 1;
    private static final int PUSH = 2;
    private static final int WEBHOOK = 3;

    private Actions() {}

    static String describe(byte[] actions) {
        StringJoiner names = new StringJoiner(",");
        int at = 0;
        while (at < actions.length) {
            int type = actions[at++];
            switch (type) {
                case WEBSOCKET -> names.add("websocket");
                case PUSH -> names.add("push");
                case WEBHOOK -> {
                    int length = Byte.toUnsignedInt(actions[at]) | Byte.toUnsignedInt(actions[at + 1]) << 8;
                    names.add("webhook:" + new String(actions, at + 2, length, UTF_8));
                    at += 2 + length;
                }
                default -> {
                    return names.add("unknown").toString();
                }
            }
        }
        return names.toString();
    }
}
