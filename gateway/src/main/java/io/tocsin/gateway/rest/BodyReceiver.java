package io.tocsin.gateway.rest;

import io.tocsin.contract.json.Problem;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.util.Headers;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Gathers the body of one request as it comes in, on the I/O thread.
 * <p>
 * One that is too long is read to its end all the same, and thrown away: a client that is cut off while it writes may
 * never see the answer. {@link StrictSource} sees to it that there is an end to that; and one that waits to be invited
 * is not.
 */
final class BodyReceiver {
    static final int MAX_BYTES = 1 << 20;
    /** Room for so many times what has come is made for a body that was announced, and no more. */
    private static final int MAX_GROWTH = 4;

    private final HttpServerExchange exchange;
    private final Consumer<byte[]> onBody;
    private final Consumer<Problem> onRefused;
    private byte[] body = new byte[0];
    private long receivedBytes;
    /** I/O thread. */
    private boolean ended;

    /**
     * At most one of the two is called, once; none when the client goes away.
     *
     * @param onBody    takes the whole body.
     * @param onRefused gets why there is none that could be taken; the connection cannot go on.
     */
    BodyReceiver(HttpServerExchange exchange, Consumer<byte[]> onBody, Consumer<Problem> onRefused) {
        this.exchange = exchange;
        this.onBody = onBody;
        this.onRefused = onRefused;
    }

    void receive() {
        if (exchange.getRequestContentLength() > MAX_BYTES && HttpContinue.requiresContinueResponse(exchange)) {
            onRefused.accept(tooLarge());
            return;
        }
        // Undertow 2.4.4 would believe it where there is no Content-Length.
        exchange.getRequestHeaders().remove(Headers.X_CONTENT_LENGTH);
        exchange.getRequestReceiver()
                .receivePartialBytes(
                        (same, bytes, last) -> onBytes(bytes, last), (same, clientIsGone) -> same.endExchange());
    }

    /** Waits for no more of it. Nothing when it was there already. Any thread. */
    void refuse(Problem problem) {
        exchange.getIoThread().execute(() -> {
            if (!ended) {
                StrictSource.refuse(exchange, problem);
            }
        });
    }

    private void onBytes(byte[] bytes, boolean last) {
        int length = (int) Math.min(MAX_BYTES, receivedBytes);
        receivedBytes += bytes.length;
        if (receivedBytes <= MAX_BYTES) {
            body = grown(length, (int) receivedBytes);
            System.arraycopy(bytes, 0, body, length, bytes.length);
        }
        if (last) {
            ended = true;
            // Behind what the I/O thread still has to do for this body, never before it. Undertow 2.4.4 may have asked
            // it for one more look, which finds no listener and suspends reading; were the exchange ended by another
            // thread meanwhile, that would suspend reading for the next request, which nobody would ever see.
            exchange.dispatch(exchange.getIoThread(), same -> onEnd());
        }
    }

    private void onEnd() {
        Optional<Problem> refusal = StrictSource.refusal(exchange);
        if (refusal.isPresent()) {
            onRefused.accept(refusal.get());
        } else if (receivedBytes > MAX_BYTES) {
            onRefused.accept(tooLarge());
        } else {
            onBody.accept(body.length == receivedBytes ? body : Arrays.copyOf(body, (int) receivedBytes));
        }
    }

    /** Room for what has come, and for all that was announced once a good part of it is there. */
    private byte[] grown(int length, int needed) {
        if (needed <= body.length) {
            return body;
        }
        long announced = exchange.getRequestContentLength();
        boolean isNear = announced >= needed && announced <= Math.min(MAX_BYTES, (long) MAX_GROWTH * needed);
        byte[] larger = new byte[isNear ? (int) announced : Math.max(needed, Math.min(MAX_BYTES, 2 * length))];
        System.arraycopy(body, 0, larger, 0, length);
        return larger;
    }

    private static Problem tooLarge() {
        return new Problem("body-too-large", "The body is too large", 413, "It may have " + MAX_BYTES + " bytes");
    }
}
