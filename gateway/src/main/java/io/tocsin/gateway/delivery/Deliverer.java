package io.tocsin.gateway.delivery;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.agrona.DirectBuffer;

/**
 * A channel by which events reach the outside, such as push. It makes messages of events, and sends one to one target
 * at a time; everything else is done by the {@link OutboxFollower}: the thread, the order, the position in the outbox,
 * and another try after a failure.
 * <p>
 * All methods are called on the follower's thread, and must not block. One that throws is called again after a pause.
 *
 * @param <M> a message to one target. It bears the id of its event, for it may be sent again after a crash.
 */
public interface Deliverer<M> {
    /** Of the channel, its cursor and its metrics: lower-case letters, digits and hyphens. */
    String name();

    /** Whether messages are made of outputs of this kind. */
    boolean wants(int templateId);

    /**
     * The messages that an event is to be sent as, none or one for each target.
     *
     * @param event  holds an output with its header, of a kind that is wanted; valid only during the call.
     * @param offset of the header.
     */
    List<M> messages(DirectBuffer event, int offset);

    /**
     * Whom a message is for. Messages with equal targets are sent one after the other, in the order of their events,
     * and wait together after a failure; others do not wait for them.
     */
    String target(M message);

    /**
     * Begins to send. The stage may be completed on any thread, but within two minutes: then the attempt counts as
     * failed. A stage that fails is taken for {@link DeliveryResult#retry}.
     */
    CompletionStage<DeliveryResult> send(M message);
}
