package io.tocsin.gateway.node;

import io.tocsin.engine.pipeline.Pipeline;
import io.tocsin.engine.projection.QuoteBoard;
import io.tocsin.engine.rules.AlertReader;
import io.tocsin.engine.rules.CapacityExceededException;
import io.tocsin.gateway.alerts.AlertStore;
import io.tocsin.gateway.alerts.Alerts;
import io.tocsin.gateway.command.Commands;
import io.tocsin.gateway.command.RejectedTicks;
import io.tocsin.gateway.command.Replies;
import io.tocsin.gateway.command.SourceReplies;
import io.tocsin.gateway.config.NodeConfig;
import io.tocsin.gateway.deadline.Deadline;
import io.tocsin.gateway.delivery.OutboxFollower;
import io.tocsin.gateway.delivery.push.FirebaseTransport;
import io.tocsin.gateway.delivery.push.PushDeliverer;
import io.tocsin.gateway.delivery.push.PushTransport;
import io.tocsin.gateway.feed.DemoFeed;
import io.tocsin.gateway.feed.EngineAccess;
import io.tocsin.gateway.feed.Feed;
import io.tocsin.gateway.feed.FeedHost;
import io.tocsin.gateway.feed.MarketWatch;
import io.tocsin.gateway.identity.DevTokens;
import io.tocsin.gateway.identity.Principal;
import io.tocsin.gateway.identity.Scopes;
import io.tocsin.gateway.market.SymbolDirectory;
import io.tocsin.gateway.metrics.MetricSources;
import io.tocsin.gateway.metrics.OutputCounters;
import io.tocsin.gateway.rest.RestServer;
import io.tocsin.gateway.websocket.server.WebSocketServer;
import io.tocsin.gateway.websocket.tick.TickFanOut;
import io.tocsin.journal.DataDirectoryLockedException;
import io.tocsin.journal.NodeLock;
import io.tocsin.journal.Retention;
import io.tocsin.journal.files.DiskWatch;
import io.tocsin.journal.files.JournalDamagedException;
import io.tocsin.journal.inputs.ChronicleJournal;
import io.tocsin.journal.outbox.Outbox;
import io.tocsin.journal.outbox.OutboxAppender;
import io.tocsin.journal.outbox.OutboxMismatchException;
import io.tocsin.journal.snapshot.Snapshots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: all its parts, and the order in which they come and go.
 * <p>
 * {@link #start} once, on one thread, then {@link #close}, on any.
 */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    /** In which a stop is through, of the ten seconds that the process has for it. */
    public static final Duration STOP_WITHIN = Duration.ofSeconds(9);
    /** Of that, when all edges are closed: for what was accepted, the snapshot and the files. */
    private static final Duration AFTER_EDGES = Duration.ofSeconds(4);
    /** Of that, when what was accepted is applied and the snapshot is made or given up: for the files. */
    private static final Duration AFTER_PIPELINE = Duration.ofSeconds(1);

    private final NodeConfig config;
    private final Runnable onFailure;
    private final boolean isForWarmUp;
    private final Parts parts = new Parts();
    private final List<OutboxFollower<?>> followers = new CopyOnWriteArrayList<>();
    private volatile boolean ready;
    private boolean recovered;
    /** By a snapshot that could not be given up: then it is left to the end of the process, which is near. */
    private boolean stateIsRead;

    /** @param onFailure called when a part has broken down: the process must end at once, as if it was killed. */
    public Node(NodeConfig config, Runnable onFailure) {
        this(config, onFailure, false);
    }

    private Node(NodeConfig config, Runnable onFailure, boolean isForWarmUp) {
        this.config = config;
        this.onFailure = onFailure;
        this.isForWarmUp = isForWarmUp;
    }

    /** A node whose state nobody will need: it says nothing in the log and leaves no snapshot. */
    static Node forWarmUp(NodeConfig config, Runnable onFailure) {
        return new Node(config, onFailure, true);
    }

    /**
     * Starts, recovers, and is ready.
     *
     * @param announce gets where the node is, just before it is ready.
     * @throws StartException when something outside stands in the way; then everything is closed again.
     */
    public void start(Consumer<Invitation> announce) throws StartException {
        boolean started = false;
        try {
            announce.accept(assemble());
            started = true;
        } catch (DataDirectoryLockedException | JournalDamagedException | OutboxMismatchException unusable) {
            throw new StartException("data-dir: " + unusable.getMessage());
        } catch (CapacityExceededException tooSmall) {
            throw new StartException("engine.max-alerts, engine.max-symbols, engine.max-series, idempotency.max-keys: "
                    + tooSmall.getMessage());
        } catch (OutOfMemoryError noMore) {
            throw new StartException("out of memory at the start, by engine.max-alerts, engine.max-symbols,"
                    + " engine.max-series, idempotency.max-keys or the sizes of the rings: " + noMore.getMessage());
        } catch (UncheckedIOException failed) {
            throw StartException.ofDataDir(config.dataDir(), failed.getCause());
        } catch (IOException failed) {
            throw StartException.ofDataDir(config.dataDir(), failed);
        } catch (InternalError lostPage) {
            // So the JVM throws in a thread for which a mapped page cannot be had.
            throw StartException.ofDataDir(
                    config.dataDir(),
                    new IOException(
                            "a page of a file cannot be read or written: the disk is full or broken", lostPage));
        } finally {
            if (!started) {
                close();
            }
        }
        ready = true;
    }

    /** The whole topology. What is owned is closed in the opposite order. */
    private Invitation assemble() throws StartException, IOException {
        // 1. What may stand in the way, looked at before anything is touched.
        Ports.requireFree("http.port", config.http().rest().address());
        Ports.requireFree("ws.port", config.ws().address());
        Memory.here().require(config.engine());
        DataDirectory.requireUsable(config.dataDir());
        Optional<PushTransport> transport = openPushTransport();
        parts.own(NodeLock.acquire(config.dataDir()), NodeLock::close);

        // 2. What is durable.
        DevTokens tokens = DevTokens.open(config.dataDir(), Clock.systemUTC());
        DiskWatch disk = parts.own(new DiskWatch(config.journal().minFreeBytes()), DiskWatch::close);
        Outbox outbox = parts.own(new Outbox(config.dataDir(), disk), Outbox::close);
        ChronicleJournal journal = parts.own(
                new ChronicleJournal(config.dataDir(), config.journal().durability(), disk), ChronicleJournal::close);
        Snapshots snapshots = new Snapshots(config.dataDir());

        // 3. The engine between its rings, and who hears of its outputs, in this order: a firing is in the outbox and a
        //    price on the board before anybody hears of it.
        ExecutorService workers = parts.own(workers(), Node::shutDown);
        OutboxAppender appender = new OutboxAppender(outbox);
        SymbolDirectory symbols = new SymbolDirectory();
        QuoteBoard quotes = new QuoteBoard();
        Replies replies = parts.own(new Replies(workers), Replies::close);
        TickFanOut fanOut = new TickFanOut(symbols);
        SourceReplies sources = SourceReplies.behind(config.engine().pipeline().ingressRingSize());
        RejectedTicks rejected = new RejectedTicks();
        OutputCounters counters = new OutputCounters();
        Pipeline pipeline = parts.own(
                new Pipeline(
                        config.engine().pipeline(),
                        config.engine().limits(),
                        journal,
                        List.of(appender, symbols, quotes, fanOut, replies, sources, rejected, counters),
                        onFailure),
                (started, deadline) -> close(started, snapshots, disk, deadline));
        Commands commands = new Commands(pipeline.commandSink(), replies, symbols);
        Alerts alerts = new Alerts(commands, symbols);
        // Feeds leave three quarters of the ring to users, who do not wait when it is full as feeds do.
        long forUsers = 3L * config.engine().pipeline().ingressRingSize() / 4;
        EngineAccess access = new EngineAccess(
                commands,
                pipeline.commandSink(),
                symbols,
                () -> pipeline.ingressCapacity() > forUsers,
                sources,
                rejected);
        FeedHost feeds = new FeedHost(access);

        // 4. REST, which answers that the node is alive but not ready.
        MetricSources metrics = metrics(pipeline, replies, counters, disk, symbols, feeds);
        RestServer rest = startRest(new RestServer.Collaborators(
                commands,
                alerts,
                new AlertStore(pipeline.alertReader(), symbols),
                symbols,
                quotes,
                feeds,
                tokens,
                Optional.of(tokens),
                () -> ready,
                disk::isFull,
                () -> journal.durability().whenOpen(pipeline.lastSequence()),
                metrics,
                workers));

        // 5. Recovery: the newest snapshot, then what follows it in the journal, through the engine and all listeners.
        Recovery.run(pipeline, snapshots, appender, !isForWarmUp);
        recovered = true;
        counters.start();
        rejected.start();

        // 6. Deliveries, from the outbox; then inputs: from clients, from feeds.
        transport.ifPresent(provider -> startPush(provider, outbox, pipeline.alertReader(), commands));
        // Owned again, for the sequencer cannot be stopped while it waits for room.
        parts.own(disk, DiskWatch::endWaiting).start(pipeline::onDiskFull);
        pipeline.start();
        startSnapshots(snapshots, disk, pipeline, journal);
        WebSocketServer ws = startWebSocket(
                new WebSocketServer.Collaborators(
                        tokens, alerts, commands, symbols, quotes, outbox, pipeline::emittedSequence, onFailure),
                fanOut);
        parts.own(new MarketWatch(feeds, access, quotes, Clock.systemUTC()), MarketWatch::close)
                .start();
        parts.own(feeds, (host, deadline) -> host.close(deadline.before(AFTER_EDGES)));
        Optional<DemoFeed> demo = startFeeds(feeds, config.feeds().make(tokens));
        return new Invitation(
                rest.address(), ws.address(), config.dataDir(), token(tokens), demo.map(DemoFeed::livelyLevel));
    }

    private Optional<PushTransport> openPushTransport() throws StartException {
        Optional<Path> file = config.push().serviceAccount();
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    parts.own(FirebaseTransport.open(file.get(), config.push().maxConcurrent()), PushTransport::close));
        } catch (IOException unusable) {
            throw new StartException("push.fcm.service-account: " + file.get() + ": " + unusable);
        }
    }

    private RestServer startRest(RestServer.Collaborators collaborators) throws StartException {
        RestServer rest = parts.own(
                new RestServer(config.http().rest(), collaborators),
                (server, deadline) -> server.close(deadline.before(AFTER_EDGES)));
        parts.beforeClosing(rest::beginStop);
        try {
            rest.start();
            return rest;
        } catch (IOException taken) {
            throw Ports.cannotListen("http.port", config.http().rest().address(), taken);
        }
    }

    private WebSocketServer startWebSocket(WebSocketServer.Collaborators collaborators, TickFanOut fanOut)
            throws StartException {
        WebSocketServer ws = parts.own(
                new WebSocketServer(config.ws(), collaborators, fanOut),
                (server, deadline) -> server.close(deadline.before(AFTER_EDGES)));
        parts.beforeClosing(ws::beginStop);
        try {
            ws.start();
            return ws;
        } catch (IOException taken) {
            throw Ports.cannotListen("ws.port", config.ws().address(), taken);
        }
    }

    private void startSnapshots(Snapshots snapshots, DiskWatch disk, Pipeline pipeline, ChronicleJournal journal) {
        Retention retention = new Retention(
                config.dataDir(),
                config.retention().journal(),
                config.retention().snapshots());
        parts.own(
                        new SnapshotSchedule(
                                snapshots,
                                retention,
                                disk,
                                pipeline::snapshot,
                                journal::appendedBytes,
                                config.snapshot()),
                        (schedule, deadline) -> stateIsRead = !schedule.close(deadline.before(AFTER_EDGES)))
                .start();
    }

    private void close(Pipeline pipeline, Snapshots snapshots, DiskWatch disk, Deadline deadline) {
        Deadline own = deadline.before(AFTER_PIPELINE);
        if (!pipeline.stop(own.left())) {
            LOG.warn("Not all that was accepted is applied: what of it is in the journal will be at the next start");
            parts.leaveOpen();
            return;
        }
        if (!stateIsRead && recovered && !isForWarmUp && SnapshotSchedule.hasRoom(snapshots, disk)) {
            stateIsRead = !new LastSnapshot(snapshots, pipeline::writeSnapshot).take(own);
        }
        if (!stateIsRead) {
            pipeline.close();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a dead token that stays is found dead again
    private void startPush(PushTransport transport, Outbox outbox, AlertReader alerts, Commands commands) {
        OutboxFollower<?> push = parts.own(
                new OutboxFollower<>(
                        outbox,
                        new PushDeliverer(alerts, transport, commands::removeDevice),
                        OutboxFollower.Settings.of(config.push().maxConcurrent()),
                        new SplittableRandom()),
                (follower, deadline) -> follower.close(deadline.before(AFTER_EDGES)));
        followers.add(push);
        push.start();
    }

    /** Returns the demo, if it is started. */
    private Optional<DemoFeed> startFeeds(FeedHost host, List<Feed> feeds) {
        List<String> started = config.feeds().started();
        feeds.forEach(host::add);
        started.forEach(host::start);
        return feeds.stream()
                .filter(feed -> feed instanceof DemoFeed && started.contains(feed.name()))
                .map(DemoFeed.class::cast)
                .findFirst();
    }

    private MetricSources metrics(
            Pipeline pipeline,
            Replies replies,
            OutputCounters counters,
            DiskWatch disk,
            SymbolDirectory symbols,
            FeedHost feeds) {
        return new MetricSources(
                counters,
                replies.counters(),
                pipeline.alertReader()::alertCount,
                pipeline::lastSequence,
                pipeline::ingressCapacity,
                pipeline::egressCapacity,
                disk::freeBytes,
                pipeline::clockAheadNs,
                pipeline.ingressToEngine()::snapshot,
                pipeline.ingressToEgress()::snapshot,
                symbols::countsByState,
                feeds::status,
                () -> followers.stream().map(OutboxFollower::health).toList());
    }

    /** For who started the node, with all that a token can allow. */
    private static String token(DevTokens tokens) {
        return tokens.issue(Invitation.USER, Principal.DEFAULT_APP, Set.copyOf(Scopes.ALL), DevTokens.DEFAULT_LIFETIME)
                .token();
    }

    private ExecutorService workers() {
        AtomicInteger started = new AtomicInteger();
        return Executors.newFixedThreadPool(
                config.http().workerThreads(), task -> new Thread(task, "tocsin-worker-" + started.incrementAndGet()));
    }

    private static void shutDown(ExecutorService executor) {
        executor.shutdown();
    }

    /** Whether users are served. Any thread. */
    public boolean isReady() {
        return ready;
    }

    /** As {@link #close(Deadline)}, with all the time that it may take. */
    @Override
    public void close() {
        close(Deadline.after(STOP_WITHIN));
    }

    /**
     * Accepts nothing more, says goodbye, lets what was accepted take effect, and closes all parts, each in what is
     * left of the time. What cannot be done in it is left undone, and the log says so; what was answered is in the
     * journal.
     */
    public void close(Deadline deadline) {
        ready = false;
        parts.close(deadline);
    }
}
