package io.tocsin.gateway.rest;

import io.tocsin.contract.json.Problem;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.gateway.metrics.HttpCounters;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.server.handlers.HttpContinueReadHandler;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a request to its endpoint and the answer back. I/O threads only look at heads and gather bodies; all else
 * happens on the executor, where nothing blocks either: an answer that waits for the engine holds no thread.
 */
final class Dispatcher implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final long DRAIN_TIMEOUT_MS = TimeUnit.SECONDS.toMillis(5);
    private static final byte[] NO_BODY = new byte[0];

    private final Gate gate;
    private final Map<Route, Endpoint> endpoints;
    private final Executor executor;
    private final HttpCounters counters;
    private final GracefulShutdownHandler underWay =
            new GracefulShutdownHandler(new HttpContinueReadHandler(this::dispatch));
    private volatile boolean closed;

    Dispatcher(Gate gate, Map<Route, Endpoint> endpoints, Executor executor, HttpCounters counters) {
        this.gate = gate;
        this.endpoints = endpoints;
        this.executor = executor;
        this.counters = counters;
    }

    /** Refuses every request from here on, and waits for those that are under way, though not for ever. */
    void close() {
        closed = true;
        underWay.shutdown();
        try {
            underWay.awaitShutdown(DRAIN_TIMEOUT_MS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        Optional<Problem> refusal = StrictSource.refusal(exchange);
        if (refusal.isPresent()) {
            refuse(exchange, refusal.get());
        } else if (closed) {
            refuse(exchange, new Problem("stopping", "The node is stopping", 503, "Nothing was done"));
        } else {
            underWay.handleRequest(exchange);
        }
    }

    private void dispatch(HttpServerExchange exchange) {
        try {
            Target target = Target.parse(exchange.getRequestURI(), exchange.getQueryString());
            Gate.Admission admission =
                    gate.admit(exchange.getRequestMethod().toString(), target, exchange.getRequestHeaders()::getFirst);
            if (admission.route().body() == Route.Body.NONE) {
                exchange.dispatch(executor, () -> run(exchange, admission, NO_BODY));
            } else {
                new BodyReceiver(
                                exchange,
                                body -> exchange.dispatch(executor, () -> run(exchange, admission, body)),
                                problem -> refuse(exchange, problem))
                        .receive();
            }
        } catch (ProblemException malformed) {
            send(exchange, Answer.of(malformed.problem()));
        } catch (Gate.Refusal refusal) {
            send(exchange, refusal.answer());
        }
    }

    /** And closes the connection. */
    private void refuse(HttpServerExchange exchange, Problem problem) {
        send(exchange, Answer.of(problem).with("Connection", "close"));
    }

    private void run(HttpServerExchange exchange, Gate.Admission admission, byte[] body) {
        Request request = new Request(
                admission.route(),
                admission.principal(),
                admission.parameters(),
                name -> headerLines(exchange, name),
                body);
        CompletableFuture.completedStage(request).thenCompose(this::answer).whenComplete((answer, failure) -> {
            if (failure == null) {
                send(exchange, answer);
            } else {
                LOG.error(
                        "{} {} failed",
                        admission.route().method(),
                        admission.route().path(),
                        failure);
                send(exchange, Answer.of(new Problem("internal", "Internal error", 500, "The node's log says more")));
            }
        });
    }

    private static List<String> headerLines(HttpServerExchange exchange, String name) {
        HeaderValues lines = exchange.getRequestHeaders().get(name);
        return lines == null ? List.of() : List.copyOf(lines);
    }

    private CompletionStage<Answer> answer(Request request) {
        try {
            return endpoints.get(request.route()).answer(request);
        } catch (ProblemException refused) {
            return CompletableFuture.completedStage(Answer.of(refused.problem()));
        }
    }

    private void send(HttpServerExchange exchange, Answer answer) {
        counters.count(answer.status());
        exchange.setStatusCode(answer.status());
        HeaderMap headers = exchange.getResponseHeaders();
        headers.put(Headers.CACHE_CONTROL, "no-store");
        answer.headers().forEach((name, value) -> headers.put(new HttpString(name), value));
        if (answer.body().length == 0) {
            exchange.endExchange();
        } else {
            exchange.getResponseSender().send(ByteBuffer.wrap(answer.body()));
        }
    }
}
