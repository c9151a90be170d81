package io.tocsin.gateway.feed.exchange;

import io.netty.handler.ssl.SslContextBuilder;
import io.tocsin.gateway.feed.Feed;
import io.tocsin.gateway.feed.FeedException;
import io.tocsin.gateway.feed.TickSink;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Trades and quotes of one exchange. Each run is one connection, which ends with an exception, as all connections do;
 * by their ids, trades that came to pass between two runs are seen to be missing. Before a run ends, what is missing
 * has come or is given up.
 */
public final class ExchangeFeed implements Feed {
    /** How often silence and lifetime are looked at. */
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final ExchangeConfig config;
    private final Timing timing;
    private final SslContextBuilder trust;
    private final ExchangeDialect dialect;
    private final TradeArchive archive;
    private final Map<String, Instrument> instruments = new LinkedHashMap<>();
    private long closedUntilNs = System.nanoTime();

    ExchangeFeed(ExchangeConfig config, Timing timing) {
        this(config, timing, SslContextBuilder.forClient());
    }

    /** @param trust whose certificates are trusted. */
    ExchangeFeed(ExchangeConfig config, Timing timing, SslContextBuilder trust) {
        this.config = config;
        this.timing = timing;
        this.trust = trust;
        this.dialect = config.exchange().dialect();
        this.archive = new TradeArchive(timing.answer());
        HeldTrades budget = new HeldTrades();
        for (String name : config.symbols()) {
            instruments.put(name, new Instrument(name, config.prefix() + name, timing.hold(), budget));
        }
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public boolean conflates() {
        return true;
    }

    @Override
    public void run(TickSink ticks) throws InterruptedException, FeedException {
        waitUntilWelcome();
        Mailbox mailbox = new Mailbox();
        String thread = "tocsin-feed-" + config.name() + "-io";
        try (ArchiveSearch search = new ArchiveSearch(config, dialect, archive, timing, mailbox);
                StreamConnection connection = new StreamConnection(config.stream(), trust, mailbox, timing, thread)) {
            Market market = new Market(instruments, dialect, config.quotes(), ticks, connection);
            market.start(search);
            connection.open(market.subscriptions());
            MessageReader reader = new MessageReader(dialect, market, ticks);
            Watch watch = new Watch(connection, config.silence(), timing, dialect);
            Arrival.Ended end = null;
            while (end == null || market.hasGap()) {
                Arrival arrival = mailbox.poll(LOOK_NS);
                connection.resumeIfRoom();
                if (arrival instanceof Arrival.Message message) {
                    reader.read(message.text());
                } else if (arrival instanceof Arrival.Heard) {
                    ticks.heard();
                } else if (arrival instanceof Arrival.Found found) {
                    market.onFound(found);
                } else if (arrival instanceof Arrival.NotFound notFound) {
                    market.onNotFound(notFound);
                } else if (arrival instanceof Arrival.Ended ended) {
                    end = ended;
                }
                if (watch.isDue()) {
                    watch.look();
                }
            }
            closedUntilNs = System.nanoTime() + end.pause().toNanos();
            throw market.verdict().orElse(end.reason());
        }
    }

    /** An exchange that named a time before which it wants to see no other connection is left alone until then. */
    private void waitUntilWelcome() throws InterruptedException {
        long waitNs = closedUntilNs - System.nanoTime();
        if (waitNs > 0) {
            TimeUnit.NANOSECONDS.sleep(waitNs);
        }
    }

    /** Ends a connection that is silent or old. */
    private static final class Watch {
        private final StreamConnection connection;
        private final Duration silence;
        private final Timing timing;
        private final ExchangeDialect dialect;
        private long nextNs = System.nanoTime();
        private boolean isPinged;

        Watch(StreamConnection connection, Duration silence, Timing timing, ExchangeDialect dialect) {
            this.connection = connection;
            this.silence = silence;
            this.timing = timing;
            this.dialect = dialect;
        }

        /** Not with each message, of which there may be many. */
        boolean isDue() {
            return System.nanoTime() - nextNs >= 0;
        }

        void look() {
            nextNs = System.nanoTime() + LOOK_NS;
            if (!connection.isOpen()) {
                endWhen(connection.age(), timing.open(), "the stream was not open after ");
                return;
            }
            Duration silent = connection.silence();
            endWhen(silent, silence, "nothing has come for ");
            endWhen(connection.age(), timing.lifetime(), "the connection is left for a new one after ");
            boolean isHalf = silent.compareTo(silence.dividedBy(2)) >= 0;
            if (isHalf && !isPinged) {
                dialect.ping().ifPresent(ping -> connection.send(List.of(ping)));
            }
            isPinged = isHalf;
        }

        private void endWhen(Duration passed, Duration bound, String what) {
            if (passed.compareTo(bound) >= 0) {
                connection.end(connection.failure(what + bound.toMillis() + " ms"));
            }
        }
    }
}
