package io.tocsin.gateway.rest;

import io.undertow.io.Receiver;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/**
 * Gathers the body of one request as it comes in, on the I/O thread.
 * <p>
 * One that is too long is read to its end all the same, and thrown away: a client that is cut off while it writes may
 * never see the answer. But there is an end to that, too, and one that waits to be invited is not.
 */
final class BodyReceiver {
    static final int MAX_BYTES = 1 << 20;
    static final int MAX_DISCARDED_BYTES = 16 << 20;

    private final HttpServerExchange exchange;
    private final Consumer<byte[]> onBody;
    private final Runnable onTooLong;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private long receivedBytes;

    /**
     * At most one of the two is called, once; none when the client goes away.
     *
     * @param onBody    takes the whole body.
     * @param onTooLong is told that there is too much of it.
     */
    BodyReceiver(HttpServerExchange exchange, Consumer<byte[]> onBody, Runnable onTooLong) {
        this.exchange = exchange;
        this.onBody = onBody;
        this.onTooLong = onTooLong;
    }

    void receive() {
        long declaredBytes = exchange.getRequestContentLength();
        boolean waits = HttpContinue.requiresContinueResponse(exchange);
        if (declaredBytes > MAX_DISCARDED_BYTES || (declaredBytes > MAX_BYTES && waits)) {
            onTooLong.run();
            return;
        }
        Receiver receiver = exchange.getRequestReceiver();
        receiver.receivePartialBytes(
                (same, bytes, last) -> onBytes(receiver, bytes, last), (same, clientIsGone) -> same.endExchange());
    }

    private void onBytes(Receiver receiver, byte[] bytes, boolean last) {
        receivedBytes += bytes.length;
        if (receivedBytes <= MAX_BYTES) {
            body.writeBytes(bytes);
        }
        if (receivedBytes > MAX_DISCARDED_BYTES) {
            receiver.pause();
            onTooLong.run();
        } else if (last && receivedBytes > MAX_BYTES) {
            onTooLong.run();
        } else if (last) {
            // Behind what the I/O thread still has to do for this body, never before it. Undertow 2.4.4 may have asked
            // it for one more look, which finds no listener and suspends reading; were the exchange ended by another
            // thread meanwhile, that would suspend reading for the next request, which nobody would ever see.
            exchange.dispatch(exchange.getIoThread(), same -> onBody.accept(body.toByteArray()));
        }
    }
}
