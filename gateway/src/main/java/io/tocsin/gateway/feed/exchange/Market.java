package io.tocsin.gateway.feed.exchange;

import io.tocsin.gateway.feed.FeedDisabledException;
import io.tocsin.gateway.feed.FeedException;
import io.tocsin.gateway.feed.TickSink;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what an exchange says to the symbols that are wanted, over one connection. The thread of the feed only. */
final class Market implements ExchangeEvents {
    private static final Logger LOG = LoggerFactory.getLogger(Market.class);

    private final Map<String, Instrument> instruments;
    private final ExchangeDialect dialect;
    private final boolean quotes;
    private final TickSink ticks;
    private final StreamConnection connection;
    private final Set<String> refused = new TreeSet<>();
    private FeedException verdict;

    /** @param instruments by the names that the exchange has for them. */
    Market(
            Map<String, Instrument> instruments,
            ExchangeDialect dialect,
            boolean quotes,
            TickSink ticks,
            StreamConnection connection) {
        this.instruments = instruments;
        this.dialect = dialect;
        this.quotes = quotes;
        this.ticks = ticks;
        this.connection = connection;
    }

    void start(GapFiller filler) throws InterruptedException, FeedException {
        for (Instrument instrument : instruments.values()) {
            instrument.start(ticks, filler);
        }
    }

    /** The messages that ask for all that is not refused. */
    List<String> subscriptions() {
        Collection<String> names = instruments.keySet();
        return dialect.subscriptions(
                names.stream().filter(name -> !refused.contains(name)).toList(), quotes);
    }

    boolean hasGap() {
        return instruments.values().stream().anyMatch(Instrument::hasGap);
    }

    void onFound(Arrival.Found found) throws InterruptedException {
        instruments.get(found.missing().symbol()).onFound(found.missing(), found.trades());
    }

    void onNotFound(Arrival.NotFound notFound) throws InterruptedException {
        instruments.get(notFound.missing().symbol()).onNotFound(notFound.missing(), notFound.reason());
    }

    /** What the exchange said is the reason, rather than how the connection ended after that. */
    Optional<FeedException> verdict() {
        return Optional.ofNullable(verdict);
    }

    private void end(FeedException reason) {
        if (verdict == null) {
            verdict = reason;
            connection.end(reason);
        }
    }

    @Override
    public void onTrade(String symbol, Trade trade) throws InterruptedException {
        Instrument instrument = instruments.get(symbol);
        if (instrument != null) {
            instrument.onTrade(trade, System.nanoTime());
        }
    }

    @Override
    public void onLastTrade(String symbol, Trade trade) throws InterruptedException {
        Instrument instrument = instruments.get(symbol);
        if (instrument != null) {
            instrument.onLastTrade(trade, System.nanoTime());
        }
    }

    @Override
    public void onQuote(String symbol, BigDecimal bid, BigDecimal ask, long timeNs) throws InterruptedException {
        Instrument instrument = instruments.get(symbol);
        if (instrument != null && quotes) {
            instrument.onQuote(bid, ask, timeNs);
        }
    }

    @Override
    public void onSymbolRefused(String symbol, String reason) {
        if (!instruments.containsKey(symbol)) {
            onRequestRefused(reason, false);
            return;
        }
        if (!refused.add(symbol)) {
            return;
        }
        LOG.warn("{} is refused: {}", symbol, reason);
        ticks.reject(symbol, reason);
        if (refused.size() == instruments.size()) {
            end(new FeedDisabledException("all symbols are refused: " + reason));
        } else if (dialect.refusesTogether()) {
            connection.send(subscriptions());
        }
    }

    @Override
    public void onRequestRefused(String reason, boolean isLasting) {
        String message = "a subscription is refused: " + reason;
        end(isLasting || instruments.size() == 1 ? new FeedDisabledException(message) : connection.failure(message));
    }

    @Override
    public void onGoingAway(String reason) {
        end(connection.failure(reason));
    }
}
