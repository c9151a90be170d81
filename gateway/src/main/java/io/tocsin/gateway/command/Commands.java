package io.tocsin.gateway.command;

import io.tocsin.contract.alert.AlertDefinition;
import io.tocsin.contract.tick.PlainTicks;
import io.tocsin.contract.tick.TickRequest;
import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.codec.Channel;
import io.tocsin.engine.codec.Platform;
import io.tocsin.engine.port.CommandSink;
import io.tocsin.engine.wire.InputEncoder;
import io.tocsin.gateway.market.Symbol;
import io.tocsin.gateway.market.SymbolDirectory;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What users can ask of the engine, each answered by an {@link Outcome} once the input was journaled and applied, or
 * was not taken.
 * <p>
 * Any thread; nothing blocks. A stage completes on the executor of the {@link Replies}, or is complete already, and
 * never fails. What one thread asks for is applied in that order.
 */
public final class Commands {
    private final CommandSink sink;
    private final Replies replies;
    private final SymbolDirectory symbols;

    public Commands(CommandSink sink, Replies replies, SymbolDirectory symbols) {
        this.sink = sink;
        this.replies = replies;
        this.symbols = symbols;
    }

    /** The most alerts or ticks that one call can bring. */
    public int maxBatch() {
        return Replies.MAX_INPUTS;
    }

    /** A repetition is answered with the state that the first creation was answered with. */
    public CompletionStage<Outcome<AlertReply>> createAlert(String owner, AlertDefinition alert, Idempotency once) {
        return sendOne(AlertReply.class, inputs -> inputs.createAlert(owner, alert, once));
    }

    /** An alert of a batch, and the key that it is created once by. */
    public record Creation(AlertDefinition alert, Idempotency once) {}

    /** All are taken or none; each has an outcome of its own. */
    public CompletionStage<Outcome<List<Outcome<AlertReply>>>> createAlerts(String owner, List<Creation> creations) {
        return send(
                AlertReply.class,
                inputs -> creations.forEach(creation -> inputs.createAlert(owner, creation.alert(), creation.once())));
    }

    /**
     * Gives an alert a new definition and arms it afresh.
     *
     * @param expectedVersion the only version to be replaced; 0 for any.
     */
    public CompletionStage<Outcome<AlertReply>> replaceAlert(
            String owner, long alertId, int expectedVersion, AlertDefinition alert) {
        return sendOne(AlertReply.class, inputs -> inputs.replaceAlert(owner, alertId, expectedVersion, alert));
    }

    /**
     * Pauses an alert, or arms it afresh.
     *
     * @param expectedVersion the only version to be changed; 0 for any.
     * @param status          {@code PAUSED} or {@code ACTIVE}.
     */
    public CompletionStage<Outcome<AlertReply>> setStatus(
            String owner, long alertId, int expectedVersion, AlertStatus status) {
        return sendOne(AlertReply.class, inputs -> inputs.setAlertStatus(owner, alertId, expectedVersion, status));
    }

    /**
     * Removes an alert.
     *
     * @param expectedVersion the only version to be deleted; 0 for any.
     */
    public CompletionStage<Outcome<AlertReply>> deleteAlert(String owner, long alertId, int expectedVersion) {
        return sendOne(AlertReply.class, inputs -> inputs.deleteAlert(owner, alertId, expectedVersion));
    }

    /** The owner has seen an event. */
    public CompletionStage<Outcome<EventReply>> acknowledge(String owner, InputEncoder.Event event, Channel channel) {
        return sendOne(EventReply.class, inputs -> inputs.acknowledge(owner, event, channel));
    }

    /** A known symbol is answered as it is. */
    public CompletionStage<Outcome<SymbolReply>> registerSymbol(String name) {
        return sendOne(SymbolReply.class, inputs -> inputs.registerSymbol(name));
    }

    /** Registers the symbol if need be. */
    public CompletionStage<Outcome<SymbolReply>> configureSymbol(String name, SymbolSettings settings) {
        return sendOne(SymbolReply.class, inputs -> inputs.configureSymbol(name, settings));
    }

    /** The token belongs to this owner from here on, and to no other. */
    public CompletionStage<Outcome<DeviceReply>> registerDevice(String owner, Platform platform, String token) {
        return sendOne(DeviceReply.class, inputs -> inputs.registerDevice(owner, platform, token));
    }

    /** Applied as well when there was no such token. */
    public CompletionStage<Outcome<DeviceReply>> removeDevice(String owner, String token) {
        return sendOne(DeviceReply.class, inputs -> inputs.removeDevice(owner, token));
    }

    /**
     * Brings prices, all or none of them, in this order, each encoded as it is read.
     *
     * @return empty, and nothing was done, when not all of them are plain ticks of known symbols: then their request must
     *     be read in the other way.
     */
    public Optional<CompletionStage<Outcome<TicksReply>>> ticks(PlainTicks ticks) {
        InputFrames inputs = new InputFrames(replies.nextCorrelationId(), ticks.lengthBytes() / 2);
        while (ticks.next()) {
            Symbol symbol = symbols.find(ticks.body(), ticks.symbolStart(), ticks.symbolEnd());
            if (symbol == null) {
                return Optional.empty();
            }
            inputs.tick(symbol, ticks);
        }
        return ticks.isWhole() ? Optional.of(sendTicks(inputs)) : Optional.empty();
    }

    /** Brings prices, all or none of them, in this order; unknown symbols are registered first. */
    public CompletionStage<Outcome<TicksReply>> ticks(List<TickRequest> ticks) {
        Map<String, Symbol> known = new HashMap<>();
        Set<String> unknown = new LinkedHashSet<>();
        for (TickRequest tick : ticks) {
            symbols.find(tick.symbol())
                    .ifPresentOrElse(symbol -> known.put(symbol.name(), symbol), () -> unknown.add(tick.symbol()));
        }
        if (unknown.isEmpty()) {
            return new TickBatch(ticks, known, Map.of()).send(this);
        }
        return send(SymbolReply.class, inputs -> unknown.forEach(inputs::registerSymbol))
                .thenCompose(outcome -> {
                    if (!(outcome instanceof Outcome.Applied<List<Outcome<SymbolReply>>> applied)) {
                        return CompletableFuture.completedStage(outcome.map(none -> null));
                    }
                    Map<String, Outcome.Rejected<SymbolReply>> refused = new HashMap<>();
                    int i = 0;
                    for (String name : unknown) {
                        Outcome<SymbolReply> registration = applied.reply().get(i++);
                        if (registration instanceof Outcome.Applied<SymbolReply> registered) {
                            known.put(name, registered.reply().symbol());
                        } else if (registration instanceof Outcome.Rejected<SymbolReply> rejected) {
                            refused.put(name, rejected);
                        }
                    }
                    return new TickBatch(ticks, known, refused).send(this);
                });
    }

    private <T extends Reply> CompletionStage<Outcome<T>> sendOne(Class<T> type, Consumer<InputFrames> encoder) {
        return send(type, encoder)
                .thenApply(outcome -> outcome instanceof Outcome.Applied<List<Outcome<T>>> applied
                        ? applied.reply().get(0)
                        : outcome.map(none -> null));
    }

    /** Offers all inputs that the encoder writes, or none when there is no room. */
    private <T extends Reply> CompletionStage<Outcome<List<Outcome<T>>>> send(
            Class<T> type, Consumer<InputFrames> encoder) {
        long correlationId = replies.nextCorrelationId();
        InputFrames inputs = new InputFrames(correlationId);
        encoder.accept(inputs);
        if (inputs.count() == 0) {
            return CompletableFuture.completedStage(new Outcome.Applied<>(List.of()));
        }
        Waiter<T> waiter = replies.expect(correlationId, inputs.count(), type);
        return offer(inputs, waiter.future());
    }

    /** For ticks, to be {@linkplain #sendTicks sent}. */
    InputFrames newFrames() {
        return new InputFrames(replies.nextCorrelationId());
    }

    /** Offers all ticks that were encoded, or none when there is no room. */
    CompletionStage<Outcome<TicksReply>> sendTicks(InputFrames ticks) {
        if (ticks.count() == 0) {
            return CompletableFuture.completedStage(new Outcome.Applied<>(new TicksReply(0, List.of(), 0)));
        }
        TickWaiter waiter = replies.expectTicks(ticks.firstCorrelationId(), ticks.count());
        return offer(ticks, waiter.future());
    }

    private <T> CompletionStage<Outcome<T>> offer(InputFrames inputs, CompletionStage<Outcome<T>> answer) {
        long correlationId = inputs.firstCorrelationId();
        return switch (sink.offerAll(inputs.buffer(), 0, inputs.count())) {
            case ACCEPTED -> answer;
            case BACK_PRESSURED -> refuse(correlationId, new Outcome.Busy<>());
            case DISK_FULL -> refuse(correlationId, new Outcome.DiskFull<>());
            case CLOSED -> refuse(correlationId, new Outcome.Closed<>());
        };
    }

    private <T> CompletionStage<Outcome<T>> refuse(long correlationId, Outcome<T> outcome) {
        replies.forget(correlationId);
        replies.counters().count(outcome);
        return CompletableFuture.completedStage(outcome);
    }
}
