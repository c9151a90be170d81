package io.tocsin.gateway.websocket.alert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.json.InvalidRequestException;
import io.tocsin.contract.json.Json;
import io.tocsin.engine.codec.Channel;
import io.tocsin.engine.wire.InputEncoder;
import io.tocsin.gateway.alerts.AlertStore;
import io.tocsin.gateway.alerts.Alerts;
import io.tocsin.gateway.command.Commands;
import io.tocsin.gateway.command.Idempotency;
import io.tocsin.gateway.command.Outcome;
import io.tocsin.gateway.command.Refusals;
import io.tocsin.gateway.identity.Scopes;
import io.tocsin.gateway.websocket.out.Messages;
import io.tocsin.gateway.websocket.request.Peer;
import io.tocsin.gateway.websocket.request.RefusedException;
import io.tocsin.gateway.websocket.request.Request;
import io.tocsin.journal.outbox.EventId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The requests about alerts. On the connection's event loop; what the engine has to say is answered when it has said
 * it.
 */
public final class AlertOps {
    private static final String POINTER = "/alert";
    private static final Pattern EVENT_ID = Pattern.compile("[0-9]{1,18}-[0-9]{1,9}");

    private final Alerts alerts;
    private final Commands commands;
    private final AlertDelivery delivery;

    public AlertOps(Alerts alerts, Commands commands, AlertDelivery delivery) {
        this.alerts = alerts;
        this.commands = commands;
        this.delivery = delivery;
    }

    public void subscribe(Request request, AlertSubscriber subscriber, ObjectNode ok) throws InvalidRequestException {
        String owner = request.principal(Scopes.ALERTS).owner();
        Optional<EventId> after = readEvent(request, "after");
        request.throwIfInvalid();
        delivery.subscribe(subscriber, owner, after, Json.encode(ok));
    }

    public void unsubscribe(Request request, AlertSubscriber subscriber, ObjectNode ok) throws InvalidRequestException {
        request.throwIfInvalid();
        delivery.unsubscribe(subscriber, Json.encode(ok));
    }

    /** Ends the subscription of a user whose new token does not allow it. */
    public void revoke(AlertSubscriber subscriber) {
        delivery.forget(subscriber);
    }

    public void ack(Request request, ObjectNode ok) throws InvalidRequestException {
        String owner = request.principal(Scopes.ALERTS).owner();
        request.body().require("event");
        Optional<EventId> event = readEvent(request, "event");
        request.throwIfInvalid();
        InputEncoder.Event seen = new InputEncoder.Event(
                event.orElseThrow().sequence(), event.orElseThrow().ordinal());
        answer(request, ok, commands.acknowledge(owner, seen, Channel.WEBSOCKET), reply -> {});
    }

    public void create(Request request, ObjectNode ok) throws InvalidRequestException {
        String owner = request.principal(Scopes.ALERTS).owner();
        request.body().require("alert");
        Optional<JsonNode> alert = request.body().value("alert");
        request.throwIfInvalid();
        answer(
                request,
                ok,
                alerts.create(owner, alert.orElseThrow(), POINTER, Idempotency.NONE),
                created -> ok.set("alert", created.toJson()));
    }

    public void delete(Request request, ObjectNode ok) throws InvalidRequestException {
        String owner = request.principal(Scopes.ALERTS).owner();
        request.body().require("alert");
        Optional<String> id = request.body().text("alert");
        request.throwIfInvalid();
        long alertId = AlertStore.id(id.orElseThrow())
                .orElseThrow(() -> RefusedException.of("not-found", "There is no such alert"));
        answer(request, ok, alerts.delete(owner, alertId, 0), reply -> ok.put("alert", id.get()));
    }

    private static <T> void answer(
            Request request, ObjectNode ok, CompletionStage<Outcome<T>> stage, Consumer<T> complete) {
        Peer peer = request.peer();
        peer.expectAnswer(ok.get("id"));
        stage.thenAccept(outcome -> peer.execute(() -> {
            if (outcome instanceof Outcome.Applied<T> applied) {
                complete.accept(applied.reply());
                peer.answerLater(ok);
            } else {
                peer.answerLater(Messages.error(ok.get("id"), Refusals.problemOf(outcome, POINTER)));
            }
        }));
    }

    private static Optional<EventId> readEvent(Request request, String member) {
        Optional<String> text = request.body().text(member);
        Optional<EventId> event = text.flatMap(AlertOps::parseEvent);
        if (text.isPresent() && event.isEmpty()) {
            request.body().error(member, "must be an event id such as 81234-0");
        }
        return event;
    }

    private static Optional<EventId> parseEvent(String text) {
        if (!EVENT_ID.matcher(text).matches()) {
            return Optional.empty();
        }
        int dash = text.indexOf('-');
        return Optional.of(
                new EventId(Long.parseLong(text.substring(0, dash)), Integer.parseInt(text.substring(dash + 1))));
    }
}
