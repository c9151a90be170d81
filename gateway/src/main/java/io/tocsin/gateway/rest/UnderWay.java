package io.tocsin.gateway.rest;

import io.tocsin.gateway.deadline.Deadline;
import io.undertow.server.HttpServerExchange;

/** Counts the requests whose answers have not left yet, refusals among them. Any thread. */
final class UnderWay {
    private int count;

    /** A request has come; it is under way until its exchange is complete. */
    void enter(HttpServerExchange exchange) {
        synchronized (this) {
            count++;
        }
        exchange.addExchangeCompleteListener((ended, next) -> {
            leave();
            next.proceed();
        });
    }

    private synchronized void leave() {
        if (--count == 0) {
            notifyAll();
        }
    }

    /** Waits until there is none; returns whether there is none. */
    synchronized boolean awaitNone(Deadline deadline) {
        try {
            while (count > 0 && !deadline.isOver()) {
                wait(1 + deadline.left().toMillis());
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        return count == 0;
    }
}
