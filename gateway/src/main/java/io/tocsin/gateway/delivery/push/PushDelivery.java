package io.tocsin.gateway.delivery.push;

import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.rules.AlertReader;
import io.tocsin.gateway.delivery.Backoff;
import io.tocsin.gateway.delivery.push.PushTransport.Result;
import io.tocsin.journal.outbox.DurableCursor;
import io.tocsin.journal.outbox.OutboxTailer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends every firing in the outbox whose alert asks for push to the owner's devices, in the order of the outbox.
 * <p>
 * It has a thread and a durable cursor of its own. The cursor moves on only when each message was delivered or never
 * can be; so while the provider is out of reach, push stands still and loses nothing, and after a crash the last few
 * messages are sent again, which a device shows once. Where there is no cursor yet, push begins at the end of the
 * outbox.
 * <p>
 * {@link #start} once, then {@link #close}, on any thread.
 */
public final class PushDelivery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PushDelivery.class);
    /** Enough to keep all connections to the provider busy, and what a crash may repeat. */
    private static final int MAX_MESSAGES = 500;
    /** Read in one go, in case none of them asks for push. */
    private static final int MAX_FIRINGS = 10_000;

    private static final long POLL_MS = 20;
    private static final long STOP_WITHIN_MS = 1000;

    private final OutboxTailer outbox;
    private final DurableCursor cursor;
    private final FiringMessages messages;
    private final PushTransport transport;
    private final BiConsumer<String, String> deadTokens;
    private final Backoff backoff;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final AlertFiredDecoder firing = new AlertFiredDecoder();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "tocsin-push");
    private List<PushMessage> batch = new ArrayList<>();
    private boolean stalled;

    /**
     * Sends nothing before {@link #start}.
     *
     * @param outbox     closed with this, as is the cursor.
     * @param deadTokens told the owner and the token of each device that is no more.
     * @param backoff    the pauses between tries while the provider is out of reach.
     * @param onFailure  called when the thread ends by an exception; the node must stop then.
     */
    public PushDelivery(
            OutboxTailer outbox,
            DurableCursor cursor,
            AlertReader alerts,
            PushTransport transport,
            BiConsumer<String, String> deadTokens,
            Backoff backoff,
            Runnable onFailure) {
        this.outbox = outbox;
        this.cursor = cursor;
        this.messages = new FiringMessages(alerts);
        this.transport = transport;
        this.deadTokens = deadTokens;
        this.backoff = backoff;
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((failed, cause) -> {
            LOG.error("Push failed; stopping the node", cause);
            onFailure.run();
        });
    }

    /** Every firing that is appended from here on is sent. */
    public void start() {
        if (cursor.position() == DurableCursor.NONE) {
            outbox.seekEnd();
            cursor.commit(outbox.position());
        } else if (!outbox.seek(cursor.position())) {
            LOG.warn("The outbox does not reach back to where push stopped; firings in between are not pushed");
        }
        thread.start();
    }

    /** Stops; what is on its way may be delivered, and is sent again after the next start. */
    @Override
    public void close() {
        stopped.countDown();
        thread.interrupt();
        try {
            thread.join(STOP_WITHIN_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        cursor.close();
        outbox.close();
    }

    private void run() {
        try {
            while (stopped.getCount() > 0) {
                if (collect()) {
                    deliver();
                    cursor.commit(outbox.position());
                } else {
                    stopped.await(POLL_MS, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads on until there are messages enough for one go; false when there was nothing to read. */
    private boolean collect() {
        int read = 0;
        while (read < MAX_FIRINGS && batch.size() < MAX_MESSAGES && outbox.poll(this::onFiring, 1) > 0) {
            read++;
        }
        return read > 0;
    }

    private void onFiring(DirectBuffer message, int offset, int length) {
        if (header.wrap(message, offset).templateId() == AlertFiredDecoder.TEMPLATE_ID) {
            batch.addAll(messages.of(firing.wrapAndApplyHeader(message, offset, header)));
        }
    }

    private void deliver() throws InterruptedException {
        while (!batch.isEmpty()) {
            batch = unsettled(transport.send(batch));
            if (!batch.isEmpty()) {
                if (stopped.await(backoff.nextMs(), TimeUnit.MILLISECONDS)) {
                    throw new InterruptedException("stopping");
                }
                batch.removeIf(message -> !messages.isWanted(message));
            }
        }
        if (stalled) {
            stalled = false;
            backoff.reset();
            LOG.info("Push goes on");
        }
    }

    /** What is to be sent again. */
    private List<PushMessage> unsettled(List<Result> results) {
        List<PushMessage> again = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            PushMessage message = batch.get(i);
            Result result = results.get(i);
            switch (result.outcome()) {
                case DELIVERED -> LOG.debug("Event {} is pushed", message.eventId());
                case TOKEN_GONE -> deadTokens.accept(message.owner(), message.token());
                case REFUSED -> LOG.warn("Push of event {} is refused: {}", message.eventId(), result.reason());
                case RETRY -> {
                    again.add(message);
                    noteStall(result.reason());
                }
            }
        }
        return again;
    }

    /** Says so once, however often it is tried. */
    private void noteStall(String reason) {
        if (!stalled) {
            stalled = true;
            LOG.warn("Push stands still until it works again: {}", reason);
        }
    }
}
