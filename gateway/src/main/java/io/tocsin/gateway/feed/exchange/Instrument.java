package io.tocsin.gateway.feed.exchange;

import io.tocsin.gateway.feed.FeedException;
import io.tocsin.gateway.feed.TickSink;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the trades of one symbol into their order, over all connections of a feed. A trade whose id is not the next
 * one opens a gap: it waits, with all that come after it, until the missing ones have come, from the archive or out of
 * order, or are given up. The thread of the feed only.
 */
final class Instrument {
    private static final Logger LOG = LoggerFactory.getLogger(Instrument.class);
    /** A longer gap is given up at once. */
    static final long MOST_MISSING = 10_000;
    /** So many old ids in a row, and the exchange counts anew. */
    static final int MOST_OLD = 1_000;

    private static final String REPEATED = "repeated trade id";

    private final String name;
    private final String symbol;
    private final long holdNs;
    private final HeldTrades budget;
    private final Deque<Held> held = new ArrayDeque<>();
    private TickSink ticks;
    private GapFiller filler;
    private Quotes quotes;
    private int symbolId;
    private long lastId = Trade.NO_ID;
    private long lastTimeNs;
    private int oldInRow;
    private Gap gap;

    private record Held(Trade trade, Quotes.Quote quote, long receivedNs) {}

    /**
     * Knows of no trade yet.
     *
     * @param name   as the exchange writes it.
     * @param symbol in Tocsin.
     */
    Instrument(String name, String symbol, Duration hold, HeldTrades budget) {
        this.name = name;
        this.symbol = symbol;
        this.holdNs = hold.toNanos();
        this.budget = budget;
    }

    /** Begins another run. What a run before it left behind, because it was stopped, is not waited for any more. */
    void start(TickSink into, GapFiller with) throws InterruptedException, FeedException {
        ticks = into;
        filler = with;
        symbolId = into.register(symbol);
        quotes = new Quotes(name, symbolId, into, quotes);
        if (gap != null) {
            giveUp("the feed was stopped");
        }
        drain();
    }

    boolean hasGap() {
        return gap != null;
    }

    void onTrade(Trade trade, long nowNs) throws InterruptedException {
        if (gap != null && trade.isNumbered() && trade.id() <= gap.missing().lastId()) {
            if (!gap.add(trade)) {
                reject(trade, REPEATED);
            }
            settleIfComplete();
        } else if (gap != null && budget.isFull(held.size())) {
            giveUp("too many trades wait for them");
            hold(trade, nowNs);
        } else {
            hold(trade, nowNs);
        }
        drain();
    }

    /** As any trade, unless it is one that was heard of. */
    void onLastTrade(Trade trade, long nowNs) throws InterruptedException {
        if (lastId == Trade.NO_ID || trade.id() > lastId) {
            onTrade(trade, nowNs);
        }
    }

    void onQuote(BigDecimal bid, BigDecimal ask, long timeNs) throws InterruptedException {
        quotes.onQuote(bid, ask, timeNs, gap != null);
    }

    void onFound(Missing missing, List<Trade> trades) throws InterruptedException {
        if (gap != null && gap.missing().equals(missing)) {
            trades.forEach(gap::add);
            settleIfComplete();
            drain();
        }
    }

    void onNotFound(Missing missing, String reason) throws InterruptedException {
        if (gap != null && gap.missing().equals(missing)) {
            giveUp(reason);
            drain();
        }
    }

    private void hold(Trade trade, long nowNs) {
        held.addLast(new Held(trade, quotes.last(), nowNs));
        budget.onHeld();
    }

    /** Offers what waits, up to the next gap. A trade leaves when it has been taken, so that no stop loses it. */
    private void drain() throws InterruptedException {
        while (gap == null && !held.isEmpty()) {
            Held next = held.peekFirst();
            if (isAhead(next.trade())) {
                openGap(next);
                continue;
            }
            if (isOld(next.trade())) {
                onOld(next.trade());
            } else {
                offer(next);
            }
            held.pollFirst();
            budget.onReleased();
        }
        if (gap == null) {
            quotes.offerIfWaiting();
        }
    }

    private boolean isAhead(Trade trade) {
        return trade.isNumbered() && lastId != Trade.NO_ID && trade.id() > lastId + 1;
    }

    private boolean isOld(Trade trade) {
        return trade.isNumbered() && lastId != Trade.NO_ID && trade.id() <= lastId;
    }

    private void offer(Held next) throws InterruptedException {
        Trade trade = next.trade();
        if (trade.price().signum() <= 0) {
            reject(trade, "price is not more than zero");
        } else {
            quotes.offer(trade, next.quote());
        }
        if (trade.isNumbered()) {
            lastId = trade.id();
            lastTimeNs = trade.timeNs();
            oldInRow = 0;
        }
    }

    private void onOld(Trade trade) {
        reject(trade, REPEATED);
        oldInRow++;
        if (oldInRow >= MOST_OLD) {
            LOG.warn("{}: {} old trade ids in a row, so the exchange counts anew after {}", symbol, oldInRow, lastId);
            lastId = Trade.NO_ID;
            oldInRow = 0;
        }
    }

    private void openGap(Held next) throws InterruptedException {
        Missing missing = new Missing(name, lastId + 1, next.trade().id() - 1, lastTimeNs);
        ticks.openGap(symbolId, missing.firstId(), missing.lastId());
        gap = new Gap(missing);
        if (missing.lastId() - missing.firstId() >= MOST_MISSING) {
            giveUp("more than " + MOST_MISSING);
            return;
        }
        Iterator<Held> waiting = held.iterator();
        while (waiting.hasNext()) {
            if (gap.add(waiting.next().trade())) {
                waiting.remove();
                budget.onReleased();
            }
        }
        settleIfComplete();
        if (gap != null) {
            filler.request(missing, next.receivedNs() + holdNs);
        }
    }

    private void settleIfComplete() throws InterruptedException {
        if (gap.isComplete()) {
            settle(true);
        }
    }

    private void giveUp(String reason) throws InterruptedException {
        LOG.warn(
                "{}: trades {} to {} are given up: {}",
                symbol,
                gap.missing().firstId(),
                gap.missing().lastId(),
                reason);
        settle(false);
    }

    private void settle(boolean isFilled) throws InterruptedException {
        while (!gap.found().isEmpty()) {
            Trade trade = gap.found().firstEntry().getValue();
            if (trade.price().signum() <= 0) {
                reject(trade, "price is not more than zero");
            } else {
                quotes.offerLate(trade);
            }
            gap.found().pollFirstEntry();
        }
        Missing missing = gap.missing();
        ticks.closeGap(symbolId, missing.firstId(), missing.lastId(), isFilled);
        lastId = missing.lastId();
        gap = null;
    }

    private void reject(Trade trade, String reason) {
        ticks.reject(trade.isNumbered() ? name + " trade " + trade.id() : name + " trade", reason);
    }
}
