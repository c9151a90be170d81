package io.tocsin.gateway.delivery;

import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.agrona.DirectBuffer;

/** Sends an event to the targets that its owner names, separated by commas, and does as scripted. */
final class ScriptedDeliverer implements Deliverer<ScriptedDeliverer.Message> {
    /** In the order in which they were begun. */
    final List<Message> attempts = new CopyOnWriteArrayList<>();

    final List<Message> delivered = new CopyOnWriteArrayList<>();
    volatile IntPredicate wanted = templateId -> true;
    volatile Function<Long, RuntimeException> reading = sequence -> null;
    volatile Function<Message, CompletionStage<DeliveryResult>> sending = message -> done();

    private final AlertFiredDecoder firing = new AlertFiredDecoder();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();

    record Message(long event, String target) {
        @Override
        public String toString() {
            return event + " " + target;
        }
    }

    static CompletionStage<DeliveryResult> done() {
        return CompletableFuture.completedStage(DeliveryResult.DELIVERED);
    }

    static CompletionStage<DeliveryResult> notNow() {
        return CompletableFuture.completedStage(DeliveryResult.retry("not now"));
    }

    static CompletionStage<DeliveryResult> hanging() {
        return new CompletableFuture<>();
    }

    @Override
    public String name() {
        return "test";
    }

    @Override
    public boolean wants(int templateId) {
        return wanted.test(templateId);
    }

    @Override
    public List<Message> messages(DirectBuffer event, int offset) {
        firing.wrapAndApplyHeader(event, offset, header);
        long sequence = firing.sequence();
        RuntimeException failure = reading.apply(sequence);
        if (failure != null) {
            throw failure;
        }
        firing.skipSymbolName();
        return Arrays.stream(firing.owner().split(",", -1))
                .filter(target -> !target.isEmpty())
                .map(target -> new Message(sequence, target))
                .toList();
    }

    @Override
    public String target(Message message) {
        return message.target();
    }

    @Override
    public CompletionStage<DeliveryResult> send(Message message) {
        attempts.add(message);
        return sending.apply(message).thenApply(result -> {
            if (result.equals(DeliveryResult.DELIVERED)) {
                delivered.add(message);
            }
            return result;
        });
    }
}
