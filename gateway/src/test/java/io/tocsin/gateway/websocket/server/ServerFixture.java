package io.tocsin.gateway.websocket.server;

import io.tocsin.contract.alert.Action;
import io.tocsin.engine.codec.SymbolState;
import io.tocsin.engine.projection.QuoteBoard;
import io.tocsin.gateway.alerts.Alerts;
import io.tocsin.gateway.command.Commands;
import io.tocsin.gateway.command.Replies;
import io.tocsin.gateway.identity.DevTokens;
import io.tocsin.gateway.identity.Principal;
import io.tocsin.gateway.market.MarketOutputs;
import io.tocsin.gateway.market.Symbol;
import io.tocsin.gateway.market.SymbolDirectory;
import io.tocsin.gateway.websocket.tick.TickFanOut;
import io.tocsin.journal.outbox.EventId;
import io.tocsin.journal.outbox.Outbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** A server on a free port, with a scripted market, a scripted engine for commands and an outbox. */
final class ServerFixture implements AutoCloseable {
    static final WebSocketSettings.Limits LIMITS =
            new WebSocketSettings.Limits(100, 50, 1_000, 2_000, 64 * 1024, 1 << 20);
    static final WebSocketSettings.Timing TIMING = new WebSocketSettings.Timing(
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofMillis(500));

    final MarketOutputs market;
    final Outbox outbox;
    final Firings firings = new Firings();
    final ScriptedEngine engine;
    final WebSocketServer server;
    final AtomicLong lastSequence = new AtomicLong();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Replies replies = new Replies(Runnable::run);
    private final DevTokens tokens;
    private final TickFanOut fanOut;

    ServerFixture(Path directory, WebSocketSettings.Limits limits, WebSocketSettings.Timing timing) {
        SymbolDirectory symbols = new SymbolDirectory();
        QuoteBoard quotes = new QuoteBoard();
        fanOut = new TickFanOut(symbols);
        market = new MarketOutputs(symbols, quotes, fanOut);
        outbox = new Outbox(directory);
        engine = new ScriptedEngine(replies);
        Commands commands = new Commands(engine, replies, symbols);
        try {
            tokens = DevTokens.open(directory, Clock.systemUTC());
            server = new WebSocketServer(
                    new WebSocketSettings(
                            "test", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 2, limits, timing),
                    new WebSocketServer.Collaborators(
                            tokens,
                            new Alerts(commands, symbols),
                            commands,
                            symbols,
                            quotes,
                            outbox,
                            lastSequence::get,
                            () -> {
                                throw new AssertionError("delivery failed");
                            }),
                    fanOut);
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static WebSocketSettings.Timing timing(Duration heartbeat, Duration authWithin) {
        return new WebSocketSettings.Timing(
                heartbeat, authWithin, TIMING.stalledAfter(), TIMING.closeWithin(), TIMING.reconnectAfter());
    }

    static ServerFixture start(Path directory) {
        return new ServerFixture(directory, LIMITS, TIMING);
    }

    String token(String sub, String... scopes) {
        return token(sub, Duration.ofHours(1), scopes);
    }

    String token(String sub, Duration lifetime, String... scopes) {
        Set<String> granted = scopes.length == 0 ? Set.of("alerts") : Set.of(scopes);
        return tokens.issue(sub, Principal.DEFAULT_APP, granted, lifetime).token();
    }

    static String owner(String sub) {
        return new Principal(Principal.DEFAULT_APP, sub, Set.of(), Instant.MAX, Optional.empty(), Set.of()).owner();
    }

    URI uri() {
        return URI.create("ws://127.0.0.1:" + server.address().getPort() + UpgradeHandler.PATH);
    }

    HttpClient http() {
        return http;
    }

    /** A client that has been welcomed. */
    Client connect(String... headers) {
        Client client = Client.connect(http, uri(), headers);
        client.next("welcome");
        return client;
    }

    /** A client that is authenticated. */
    Client connectAs(String sub) {
        return connect("Authorization", "Bearer " + token(sub));
    }

    StalledClient connectStalled(String sub) {
        try {
            return new StalledClient(server.address(), token(sub));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Registers symbols with two decimals, with ids from 0 on. */
    void symbols(String... names) {
        for (int id = 0; id < names.length; id++) {
            market.symbol(new Symbol(id, names[id], 2, 0, 0));
        }
    }

    /** A tick that is delivered at once. */
    void state(int symbolId, String name, SymbolState state) {
        market.symbol(new Symbol(symbolId, name, 2, 0, 0, state, 0, "", ""), 7);
    }

    void tick(int symbolId, long sequence, long price) {
        market.tick(symbolId, sequence, sequence, price, 100_000_000);
        lastSequence.set(sequence);
        fanOut.onBatchEnd();
    }

    void fire(String sub, long sequence, int ordinal) {
        fire(sub, new EventId(sequence, ordinal), Action.WEBSOCKET, Action.PUSH);
    }

    void fire(String sub, EventId event, Action... actions) {
        int length = firings.encode(owner(sub), event, actions);
        outbox.append(firings.buffer(), 0, length);
        lastSequence.set(event.sequence());
    }

    @Override
    public void close() {
        server.close();
        replies.close();
        outbox.close();
    }
}
