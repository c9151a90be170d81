package io.tocsin.gateway.rest;

import io.tocsin.contract.json.Problem;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.gateway.command.Refusals;
import io.tocsin.gateway.deadline.Deadline;
import io.tocsin.gateway.metrics.HttpCounters;
import io.undertow.io.DefaultIoCallback;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.HttpContinueReadHandler;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.SameThreadExecutor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a request to its endpoint and the answer back. I/O threads look at heads, gather bodies, and run what is quick:
 * a short request that is a price or an alert, and whether the node is well. All else happens on the executor, where
 * nothing blocks either: an answer that waits for the engine holds no thread.
 */
final class Dispatcher implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    /** Of the time for what is under way: for the answers that say that it is over. */
    private static final Duration TO_GIVE_UP = Duration.ofMillis(250);

    private static final Answer UNKNOWN = Answer.of(Refusals.stopping("The request may or may not take effect"));
    private static final byte[] NO_BODY = new byte[0];
    private static final Set<Route> QUICK =
            EnumSet.of(Route.POST_TICKS, Route.CREATE_ALERT, Route.HEALTH, Route.READINESS);
    /** A tenth of a millisecond's worth of reading. */
    private static final int QUICK_BODY_BYTES = 4 << 10;

    private final Gate gate;
    private final Map<Route, Endpoint> endpoints;
    private final Executor executor;
    private final HttpCounters counters;
    private final HttpHandler dispatch = new HttpContinueReadHandler(this::dispatch);
    private final UnderWay underWay = new UnderWay();
    private final Set<BodyReceiver> receiving = ConcurrentHashMap.newKeySet();
    /** Each ends the waiting for one answer. */
    private final Set<Runnable> awaited = ConcurrentHashMap.newKeySet();

    private final IoCallback onSent = new DefaultIoCallback() {
        @Override
        public void onComplete(HttpServerExchange exchange, Sender sender) {
            underWay.leave(exchange);
            super.onComplete(exchange, sender);
        }
    };

    private volatile boolean stopping;

    Dispatcher(Gate gate, Map<Route, Endpoint> endpoints, Executor executor, HttpCounters counters) {
        this.gate = gate;
        this.endpoints = endpoints;
        this.executor = executor;
        this.counters = counters;
    }

    /** Refuses every request from here on, and those whose body has not come whole. */
    void beginStop() {
        stopping = true;
        receiving.forEach(receiver -> receiver.refuse(Refusals.stopping("Nothing was done")));
    }

    /**
     * Waits for the requests that are under way. What is not answered in time gets the answer that nobody knows what
     * becomes of it.
     */
    void drain(Deadline deadline) {
        if (!underWay.awaitNone(deadline.before(TO_GIVE_UP))) {
            awaited.forEach(Runnable::run);
            underWay.awaitNone(deadline);
        }
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        underWay.enter(exchange);
        Optional<Problem> refusal = StrictSource.refusal(exchange);
        if (refusal.isPresent()) {
            refuse(exchange, refusal.get());
        } else if (stopping) {
            refuse(exchange, Refusals.stopping("Nothing was done"));
        } else {
            dispatch.handleRequest(exchange);
        }
    }

    private void dispatch(HttpServerExchange exchange) {
        try {
            Target target = Target.parse(exchange.getRequestURI(), exchange.getQueryString());
            Gate.Admission admission =
                    gate.admit(exchange.getRequestMethod().toString(), target, exchange.getRequestHeaders()::getFirst);
            if (admission.route().body() == Route.Body.NONE) {
                hand(exchange, admission, NO_BODY);
            } else {
                receive(exchange, body -> hand(exchange, admission, body));
            }
        } catch (ProblemException malformed) {
            send(exchange, Answer.of(malformed.problem()));
        } catch (Gate.Refusal refusal) {
            send(exchange, refusal.answer());
        }
    }

    private void hand(HttpServerExchange exchange, Gate.Admission admission, byte[] body) {
        boolean isQuick = QUICK.contains(admission.route()) && body.length <= QUICK_BODY_BYTES;
        exchange.dispatch(isQuick ? SameThreadExecutor.INSTANCE : executor, () -> run(exchange, admission, body));
    }

    private void receive(HttpServerExchange exchange, Consumer<byte[]> onBody) {
        BodyReceiver receiver = new BodyReceiver(exchange, onBody, problem -> refuse(exchange, problem));
        receiving.add(receiver);
        exchange.addExchangeCompleteListener((ended, next) -> {
            receiving.remove(receiver);
            next.proceed();
        });
        receiver.receive();
        if (stopping) {
            receiver.refuse(Refusals.stopping("Nothing was done"));
        }
    }

    /** And closes the connection. */
    private void refuse(HttpServerExchange exchange, Problem problem) {
        send(exchange, Answer.of(problem).with("Connection", "close"));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what is to follow is to answer
    private void run(HttpServerExchange exchange, Gate.Admission admission, byte[] body) {
        Request request = new Request(
                admission.route(),
                admission.principal(),
                admission.parameters(),
                name -> headerLines(exchange, name),
                body);
        CompletableFuture<Answer> awaiting =
                CompletableFuture.completedFuture(request).thenCompose(this::answer);
        Runnable giveUp = () -> awaiting.complete(UNKNOWN);
        awaited.add(giveUp);
        awaiting.whenComplete((answer, failure) -> {
            awaited.remove(giveUp);
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
            exchange.setResponseContentLength(answer.body().length);
            exchange.getResponseSender().send(ByteBuffer.wrap(answer.body()), onSent);
        }
    }
}
