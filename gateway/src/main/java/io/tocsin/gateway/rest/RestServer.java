package io.tocsin.gateway.rest;

import io.tocsin.contract.json.ProblemException;
import io.tocsin.engine.projection.QuoteBoard;
import io.tocsin.gateway.alerts.AlertStore;
import io.tocsin.gateway.alerts.Alerts;
import io.tocsin.gateway.command.Commands;
import io.tocsin.gateway.control.FeedControl;
import io.tocsin.gateway.deadline.Deadline;
import io.tocsin.gateway.identity.DevTokens;
import io.tocsin.gateway.identity.Identity;
import io.tocsin.gateway.market.SymbolDirectory;
import io.tocsin.gateway.metrics.HttpCounters;
import io.tocsin.gateway.metrics.MetricSources;
import io.tocsin.gateway.metrics.Metrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The REST edge. It may be started before the engine has recovered: until {@code ready} says so, what concerns the
 * engine is answered with 503.
 * <p>
 * {@link #start} and {@link #close} are for one thread.
 */
public final class RestServer implements AutoCloseable {
    private static final StrictSource.Timeouts TIMEOUTS = new StrictSource.Timeouts(10_000, 60_000);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
    /** Of that, for the connections. */
    private static final Duration TO_END = Duration.ofMillis(250);

    private final Dispatcher dispatcher;
    private final HttpListener listener;

    /**
     * What the server works with.
     *
     * @param devTokens present in auth mode {@code dev}, where anybody gets a token for the asking.
     * @param ready     whether the engine may be read and given commands.
     * @param diskFull  whether commands are refused for want of room on the disk.
     * @param settled   completed when all that the engine has done by then may be shown.
     * @param executor  runs requests, and what follows the engine's replies.
     */
    public record Collaborators(
            Commands commands,
            Alerts alerts,
            AlertStore alertStore,
            SymbolDirectory symbols,
            QuoteBoard quotes,
            FeedControl feeds,
            Identity identity,
            Optional<DevTokens> devTokens,
            BooleanSupplier ready,
            BooleanSupplier diskFull,
            Supplier<CompletableFuture<Void>> settled,
            MetricSources metrics,
            Executor executor) {}

    public RestServer(RestConfig config, Collaborators with) {
        HttpCounters counters = new HttpCounters();
        Map<Route, Endpoint> endpoints = endpoints(with, new Metrics(with.metrics(), counters));
        RateLimiter limiter = new RateLimiter(config.requestsPerSecond(), config.burst(), System::nanoTime);
        Gate gate = new Gate(endpoints.keySet(), with.identity(), limiter, with.ready());
        dispatcher = new Dispatcher(gate, endpoints, with.executor(), counters);
        listener = new HttpListener(config.address(), config.ioThreads(), TIMEOUTS, dispatcher);
    }

    private static Map<Route, Endpoint> endpoints(Collaborators with, Metrics metrics) {
        AlertEndpoints alerts = new AlertEndpoints(with.alerts(), with.alertStore());
        DeviceEndpoints devices = new DeviceEndpoints(with.commands());
        SymbolEndpoints symbols = new SymbolEndpoints(with.commands(), with.symbols(), new SymbolJson(with.quotes()));
        NodeEndpoints node = new NodeEndpoints(with.ready(), with.diskFull(), with.feeds(), metrics);

        Map<Route, Endpoint> endpoints = new EnumMap<>(Route.class);
        endpoints.put(Route.CREATE_ALERT, alerts::create);
        endpoints.put(Route.LIST_ALERTS, settled(with, now(new AlertListEndpoint(with.alertStore())::list)));
        endpoints.put(Route.CREATE_ALERTS, new AlertBatchEndpoint(with.alerts())::create);
        endpoints.put(Route.GET_ALERT, settled(with, now(alerts::get)));
        endpoints.put(Route.REPLACE_ALERT, settledIfRefused(with, alerts::replace));
        endpoints.put(Route.SET_ALERT_STATUS, settled(with, alerts::setStatus));
        endpoints.put(Route.DELETE_ALERT, settledIfRefused(with, alerts::delete));
        endpoints.put(Route.REGISTER_DEVICE, devices::register);
        endpoints.put(Route.REMOVE_DEVICE, devices::remove);
        endpoints.put(Route.LIST_SYMBOLS, now(symbols::list));
        endpoints.put(Route.GET_SYMBOL, now(symbols::get));
        endpoints.put(Route.CONFIGURE_SYMBOL, symbols::configure);
        FeedEndpoints feeds = new FeedEndpoints(with.feeds());
        endpoints.put(Route.LIST_FEEDS, now(feeds::list));
        endpoints.put(Route.LIST_REJECTS, now(feeds::rejects));
        endpoints.put(Route.START_FEED, now(feeds::start));
        endpoints.put(Route.STOP_FEED, now(feeds::stop));
        endpoints.put(Route.POST_TICKS, new TickEndpoint(with.commands())::post);
        with.devTokens()
                .ifPresent(tokens -> endpoints.put(Route.ISSUE_TOKEN, now(new DevTokenEndpoint(tokens)::issue)));
        endpoints.put(Route.HEALTH, now(node::health));
        endpoints.put(Route.READINESS, now(node::readiness));
        endpoints.put(Route.METRICS, now(node::metrics));
        endpoints.put(Route.OPENAPI, now(NodeEndpoints.specification("/openapi.yaml", MediaTypes.YAML)));
        endpoints.put(Route.ASYNCAPI, now(NodeEndpoints.specification("/asyncapi.yaml", MediaTypes.YAML)));
        endpoints.put(Route.INGEST_SCHEMA, now(NodeEndpoints.specification("/sbe/tocsin-ingest.xml", MediaTypes.XML)));
        return endpoints;
    }

    /**
     * Holds an answer back that was read from the store of alerts, where the engine's doings show before they may be
     * shown.
     */
    private static Endpoint settled(Collaborators with, Endpoint endpoint) {
        return request -> answer(endpoint, request).thenCompose(answer -> settled(with, answer));
    }

    /** The same for an answer that is at hand at once, by what was read; one of the engine has waited already. */
    private static Endpoint settledIfRefused(Collaborators with, Endpoint endpoint) {
        return request -> {
            CompletableFuture<Answer> answer = answer(endpoint, request).toCompletableFuture();
            return answer.isDone() ? answer.thenCompose(refusal -> settled(with, refusal)) : answer;
        };
    }

    private static CompletionStage<Answer> settled(Collaborators with, Answer answer) {
        CompletableFuture<Void> settled = with.settled().get();
        return settled.isDone()
                ? settled.thenApply(done -> answer)
                : settled.thenApplyAsync(done -> answer, with.executor());
    }

    /** A refusal, too, shows what was read. */
    private static CompletionStage<Answer> answer(Endpoint endpoint, Request request) {
        try {
            return endpoint.answer(request);
        } catch (ProblemException refused) {
            return CompletableFuture.completedStage(Answer.of(refused.problem()));
        }
    }

    private static Endpoint now(Endpoint.Immediate endpoint) {
        return request -> CompletableFuture.completedFuture(endpoint.answer(request));
    }

    /**
     * Starts to listen.
     *
     * @throws IOException when the address cannot be had; {@link #close} must follow then too.
     */
    public void start() throws IOException {
        listener.start();
    }

    /** Where it listens, once started. */
    public InetSocketAddress address() {
        return listener.address();
    }

    /**
     * Answers what comes in from now on with 503 {@code stopping}, and so what has not come whole; requests that are
     * under way end. Any thread.
     */
    public void beginStop() {
        dispatcher.beginStop();
    }

    /** As {@link #close(Deadline)}, with all the time that it may take. */
    @Override
    public void close() {
        close(Deadline.after(CLOSE_WITHIN));
    }

    /** Takes no more clients, lets the requests that are under way end, five seconds at most, and stops. */
    public void close(Deadline deadline) {
        Deadline own = deadline.atMost(CLOSE_WITHIN);
        beginStop();
        dispatcher.drain(own.before(TO_END));
        listener.close(own);
    }
}
