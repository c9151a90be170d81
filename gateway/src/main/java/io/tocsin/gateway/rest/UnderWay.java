package io.tocsin.gateway.rest;

import io.tocsin.gateway.deadline.Deadline;
import io.undertow.server.HttpServerExchange;
import java.util.HashSet;
import java.util.Set;

/** The requests whose answers have not left yet, refusals among them. Any thread. */
final class UnderWay {
    private final Set<HttpServerExchange> exchanges = new HashSet<>();

    /** A request has come; it is under way until its answer has left, or the exchange is over. */
    void enter(HttpServerExchange exchange) {
        synchronized (this) {
            exchanges.add(exchange);
        }
        exchange.addExchangeCompleteListener((ended, next) -> {
            leave(exchange);
            next.proceed();
        });
    }

    /** The answer has left. What of the request's body is still to come is nothing to wait for. */
    synchronized void leave(HttpServerExchange exchange) {
        if (exchanges.remove(exchange) && exchanges.isEmpty()) {
            notifyAll();
        }
    }

    /** Waits until there is none; returns whether there is none. */
    synchronized boolean awaitNone(Deadline deadline) {
        try {
            while (!exchanges.isEmpty() && !deadline.isOver()) {
                wait(1 + deadline.left().toMillis());
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        return exchanges.isEmpty();
    }
}
