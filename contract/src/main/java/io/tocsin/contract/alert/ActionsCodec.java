package io.tocsin.contract.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Actions as the bytes that the engine keeps without looking at them.
 *
 * <pre>
 *   per action  | type: uint8 |                 1 websocket, 2 push
 *               | 3           | length: uint16 | url: UTF-8 |     webhook
 * </pre>
 *
 * Little-endian. Any thread.
 */
public final class ActionsCodec {
    private ActionsCodec() {}

    public static byte[] encode(List<Action> actions) {
        List<byte[]> urls = actions.stream()
                .map(action -> action.url() == null ? new byte[0] : action.url().getBytes(UTF_8))
                .toList();
        int length = urls.stream().mapToInt(url -> 1 + Short.BYTES + url.length).sum();
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < actions.size(); i++) {
            bytes.put(actions.get(i).type().code());
            if (actions.get(i).type() == Action.Type.WEBHOOK) {
                bytes.putShort((short) urls.get(i).length).put(urls.get(i));
            }
        }
        byte[] encoded = new byte[bytes.flip().remaining()];
        bytes.get(encoded);
        return encoded;
    }

    /**
     * The actions in a part of a buffer.
     *
     * @throws IllegalArgumentException when the bytes are none that {@link #encode} made.
     */
    public static List<Action> decode(DirectBuffer bytes, int offset, int length) {
        List<Action> actions = new ArrayList<>();
        int at = offset;
        while (at < offset + length) {
            byte code = bytes.getByte(at++);
            if (code == Action.Type.WEBSOCKET.code()) {
                actions.add(Action.WEBSOCKET);
            } else if (code == Action.Type.PUSH.code()) {
                actions.add(Action.PUSH);
            } else if (code == Action.Type.WEBHOOK.code()) {
                byte[] url = new byte[bytes.getShort(at, ByteOrder.LITTLE_ENDIAN) & 0xFFFF];
                bytes.getBytes(at + Short.BYTES, url);
                actions.add(Action.webhook(new String(url, UTF_8)));
                at += Short.BYTES + url.length;
            } else {
                throw new IllegalArgumentException("action type " + code);
            }
        }
        return List.copyOf(actions);
    }
}
