package io.tocsin.gateway.websocket.alert;

import java.util.List;

/** Who gets alert messages from {@link AlertDelivery}. Any thread may call it. */
public interface AlertSubscriber {
    /** Sends these messages in this order, after those of earlier calls. */
    void deliver(List<byte[]> messages);

    /** Bytes that the client has not taken yet. */
    long pendingBytes();

    /** The client has not taken anything for too long while alerts were waiting; it gets no more. */
    void onStalled();
}
