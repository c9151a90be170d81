package io.tocsin.gateway.websocket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.alert.AlertDefinition;
import io.tocsin.contract.alert.AlertJson;
import io.tocsin.contract.alert.AlertRequests;
import io.tocsin.contract.json.InvalidRequestException;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.value.Decimals;
import io.tocsin.engine.codec.Channel;
import io.tocsin.engine.wire.InputEncoder;
import io.tocsin.gateway.command.Commands;
import io.tocsin.gateway.command.Outcome;
import io.tocsin.gateway.command.Refusals;
import io.tocsin.gateway.identity.Scopes;
import io.tocsin.gateway.market.Symbol;
import io.tocsin.gateway.market.SymbolDirectory;
import io.tocsin.journal.outbox.EventId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The requests about alerts. On the connection's event loop; what the engine has to say is answered when it has said it. */
final class AlertOps {
    private static final Pattern ALERT_ID = Pattern.compile("[0-9]{1,18}");
    private static final Pattern EVENT_ID = Pattern.compile("[0-9]{1,18}-[0-9]{1,9}");

    private final Commands commands;
    private final SymbolDirectory symbols;
    private final AlertDelivery delivery;

    AlertOps(final Commands commands, final SymbolDirectory symbols, final AlertDelivery delivery) {
        this.commands = commands;
        this.symbols = symbols;
        this.delivery = delivery;
    }

    void subscribe(final Request request, final ObjectNode ok) throws InvalidRequestException {
        final String owner = request.principal(Scopes.ALERTS).owner();
        final Optional<EventId> after = readEvent(request, "after");
        request.throwIfInvalid();
        delivery.subscribe(request.connection(), owner, after, Json.encode(ok));
    }

    void unsubscribe(final Request request, final ObjectNode ok) throws InvalidRequestException {
        request.throwIfInvalid();
        delivery.unsubscribe(request.connection(), Json.encode(ok));
    }

    /** Ends the subscription of a user whose new token does not allow it. */
    void revoke(final Connection connection) {
        delivery.forget(connection);
    }

    void ack(final Request request, final ObjectNode ok) throws InvalidRequestException {
        final String owner = request.principal(Scopes.ALERTS).owner();
        request.body().require("event");
        final Optional<EventId> event = readEvent(request, "event");
        request.throwIfInvalid();
        final InputEncoder.Event seen = new InputEncoder.Event(
                event.orElseThrow().sequence(), event.orElseThrow().ordinal());
        answer(request, ok, commands.acknowledge(owner, seen, Channel.WEBSOCKET), reply -> {});
    }

    void create(final Request request, final ObjectNode ok) throws InvalidRequestException {
        final String owner = request.principal(Scopes.ALERTS).owner();
        request.body().require("alert");
        final Optional<JsonNode> alert = request.body().value("alert");
        request.throwIfInvalid();
        final AlertDefinition definition = AlertRequests.parse(alert.orElseThrow(), "/alert", this::decimalsOf);
        answer(
                request,
                ok,
                commands.createAlert(owner, definition),
                reply -> ok.set("alert", AlertJson.of(definition, reply.state())));
    }

    void delete(final Request request, final ObjectNode ok) throws InvalidRequestException {
        final String owner = request.principal(Scopes.ALERTS).owner();
        request.body().require("alert");
        final Optional<String> id = request.body().text("alert");
        request.throwIfInvalid();
        if (!ALERT_ID.matcher(id.orElseThrow()).matches()) {
            throw RefusedException.of("not-found", "There is no such alert");
        }
        final long alertId = Long.parseLong(id.get());
        answer(request, ok, commands.deleteAlert(owner, alertId, 0), reply -> ok.put("alert", id.get()));
    }

    private static <T> void answer(
            final Request request,
            final ObjectNode ok,
            final CompletionStage<Outcome<T>> stage,
            final Consumer<T> complete) {
        final Connection connection = request.connection();
        connection.expectAnswer();
        stage.thenAccept(outcome -> connection.execute(() -> {
            if (outcome instanceof Outcome.Applied<T> applied) {
                complete.accept(applied.reply());
                connection.answerLater(ok);
            } else {
                connection.answerLater(Messages.error(ok.get("id"), Refusals.problemOf(outcome, "/alert")));
            }
        }));
    }

    private static Optional<EventId> readEvent(final Request request, final String member) {
        final Optional<String> text = request.body().text(member);
        final Optional<EventId> event = text.flatMap(AlertOps::parseEvent);
        if (text.isPresent() && event.isEmpty()) {
            request.body().error(member, "must be an event id such as 81234-0");
        }
        return event;
    }

    private static Optional<EventId> parseEvent(final String text) {
        if (!EVENT_ID.matcher(text).matches()) {
            return Optional.empty();
        }
        final int dash = text.indexOf('-');
        return Optional.of(
                new EventId(Long.parseLong(text.substring(0, dash)), Integer.parseInt(text.substring(dash + 1))));
    }

    private int decimalsOf(final String symbol) {
        return symbols.find(symbol).map(Symbol::decimals).orElse(Decimals.DEFAULT_DECIMALS);
    }
}
