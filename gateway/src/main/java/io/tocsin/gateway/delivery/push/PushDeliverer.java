package io.tocsin.gateway.delivery.push;

import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.rules.AlertReader;
import io.tocsin.gateway.delivery.Deliverer;
import io.tocsin.gateway.delivery.DeliveryResult;
import io.tocsin.gateway.delivery.push.PushTransport.Result;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.agrona.DirectBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends every firing whose alert asks for push to the owner's devices. A device that gets one twice shows it once. */
public final class PushDeliverer implements Deliverer<PushMessage> {
    private static final Logger LOG = LoggerFactory.getLogger(PushDeliverer.class);

    private final FiringMessages messages;
    private final PushTransport transport;
    private final BiConsumer<String, String> deadTokens;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final AlertFiredDecoder firing = new AlertFiredDecoder();

    /** @param deadTokens gets the owner and the token of each device that is no more, on any thread. */
    public PushDeliverer(AlertReader alerts, PushTransport transport, BiConsumer<String, String> deadTokens) {
        this.messages = new FiringMessages(alerts);
        this.transport = transport;
        this.deadTokens = deadTokens;
    }

    @Override
    public String name() {
        return "push";
    }

    @Override
    public boolean wants(int templateId) {
        return templateId == AlertFiredDecoder.TEMPLATE_ID;
    }

    @Override
    public List<PushMessage> messages(DirectBuffer event, int offset) {
        return messages.of(firing.wrapAndApplyHeader(event, offset, header));
    }

    @Override
    public String target(PushMessage message) {
        return message.token();
    }

    @Override
    public CompletionStage<DeliveryResult> send(PushMessage message) {
        return messages.isWanted(message)
                ? transport.send(message).thenApply(result -> handle(message, result))
                : CompletableFuture.completedStage(DeliveryResult.givenUp("the device was removed meanwhile"));
    }

    private DeliveryResult handle(PushMessage message, Result result) {
        return switch (result.outcome()) {
            case DELIVERED -> DeliveryResult.DELIVERED;
            case TOKEN_GONE -> {
                deadTokens.accept(message.owner(), message.token());
                yield DeliveryResult.givenUp(result.reason());
            }
            case REFUSED -> {
                LOG.warn("Push of event {} is refused: {}", message.eventId(), result.reason());
                yield DeliveryResult.givenUp(result.reason());
            }
            case RETRY -> DeliveryResult.retry(result.reason(), result.atLeast());
        };
    }
}
