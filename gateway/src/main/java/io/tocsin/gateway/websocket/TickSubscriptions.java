package io.tocsin.gateway.websocket;

import io.tocsin.engine.projection.Quote;
import io.tocsin.engine.projection.QuoteBoard;
import io.tocsin.gateway.market.Symbol;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * The ticks that one connection has subscribed to: for each symbol a snapshot first, then every tick after it, several
 * as one while the client does not take them or wants fewer.
 * <p>
 * Why there is no gap between the two: a subscription is visible to the egress thread before the snapshot is read, and
 * the egress thread writes the {@link QuoteBoard} before it looks for subscriptions, with a full fence in between on both
 * sides. So a tick is in the snapshot, or offered to this event loop, or both; then its sequence tells.
 * <p>
 * A name that is not registered yet is kept until it is. Event loop only.
 */
final class TickSubscriptions {
    private final ConnectionLoop loop;
    private final Outbound outbound;
    private final Int2ObjectHashMap<TickSlot> slots = new Int2ObjectHashMap<>();
    private final ArrayDeque<TickSlot> awaitingSnapshot = new ArrayDeque<>();
    private final ArrayDeque<TickSlot> conflated = new ArrayDeque<>();
    private final Map<String, Long> unregistered = new HashMap<>();
    private boolean all;
    private long allIntervalNs;
    private int allFromId;
    private ScheduledFuture<?> timer;
    private long timerNs;

    TickSubscriptions(final ConnectionLoop loop, final Outbound outbound) {
        this.loop = loop;
        this.outbound = outbound;
    }

    /** How many symbols are subscribed to. */
    int size() {
        return slots.size() + unregistered.size();
    }

    /**
     * Adds symbols; for those that were subscribed to already the interval changes and no snapshot is sent again.
     * {@link #proceed} then sends the snapshots.
     *
     * @return the names that are not registered yet.
     */
    List<String> subscribe(final Collection<String> names, final long minIntervalNs) {
        final List<String> unknown = new ArrayList<>();
        for (final String name : names) {
            if (!addIfRegistered(name, minIntervalNs)) {
                unknown.add(name);
            }
        }
        if (!unknown.isEmpty()) {
            loop.ticks().expect(this);
            VarHandle.fullFence();
            unknown.removeIf(name -> addIfRegistered(name, minIntervalNs));
            unknown.forEach(name -> unregistered.put(name, minIntervalNs));
            expectNoMoreIfIdle();
        }
        VarHandle.fullFence();
        return unknown;
    }

    /** Adds all symbols, those that are registered later too. */
    void subscribeAll(final long minIntervalNs) {
        all = true;
        allIntervalNs = minIntervalNs;
        loop.ticks().expect(this);
        VarHandle.fullFence();
        final List<Symbol> known = loop.symbols().all();
        known.forEach(symbol -> add(symbol, minIntervalNs));
        allFromId = known.size();
        unregistered.clear();
        VarHandle.fullFence();
    }

    void unsubscribe(final Collection<String> names) {
        for (final String name : names) {
            unregistered.remove(name);
            loop.symbols().find(name).ifPresent(symbol -> remove(slots.get(symbol.id())));
        }
        expectNoMoreIfIdle();
    }

    void unsubscribeAll() {
        all = false;
        unregistered.clear();
        slots.values().forEach(loop.ticks()::remove);
        slots.clear();
        awaitingSnapshot.clear();
        conflated.clear();
        cancelTimer();
        expectNoMoreIfIdle();
    }

    /** A symbol is about to have its first tick on this event loop. */
    void onSymbol(final Symbol symbol, final long nowNs) {
        final Long intervalNs = unregistered.remove(symbol.name());
        if (intervalNs != null) {
            addWithoutSnapshot(symbol, intervalNs, nowNs);
            expectNoMoreIfIdle();
        } else if (all && symbol.id() >= allFromId) {
            addWithoutSnapshot(symbol, allIntervalNs, nowNs);
        }
    }

    void onTick(
            final TickSlot slot, final TickRecord tick, final byte[] tickText, final int textLength, final long nowNs) {
        if (tick.sequence() <= slot.seenSequence()) {
            return;
        }
        if (slot.pending().isEmpty() && slot.waitNs(nowNs) <= 0 && outbound.isWritable()) {
            outbound.text(tickText, 0, textLength);
            slot.onSent(nowNs);
        } else {
            putOff(slot, nowNs);
            slot.pending().add(tick);
        }
    }

    void onConflated(final TickSlot slot, final Conflation ticks, final long nowNs) {
        if (ticks.sequence() <= slot.seenSequence()) {
            return;
        }
        if (slot.pending().isEmpty() && slot.waitNs(nowNs) <= 0 && outbound.isWritable()) {
            send(slot, ticks, nowNs);
        } else {
            putOff(slot, nowNs);
            slot.pending().add(ticks);
        }
    }

    /** Sends what was put off: first snapshots, then conflated ticks, as far as the client takes them. */
    void proceed(final long nowNs) {
        while (!awaitingSnapshot.isEmpty() && outbound.isWritable()) {
            final TickSlot slot = awaitingSnapshot.poll();
            if (isCurrent(slot)) {
                sendSnapshot(slot, nowNs);
            }
        }
        long soonestNs = Long.MAX_VALUE;
        for (int i = conflated.size(); i > 0 && outbound.isWritable(); i--) {
            final TickSlot slot = conflated.poll();
            final long waitNs = slot.waitNs(nowNs);
            if (!isCurrent(slot)) {
                continue;
            }
            if (waitNs > 0) {
                conflated.add(slot);
                soonestNs = Math.min(soonestNs, waitNs);
            } else {
                send(slot, slot.pending(), nowNs);
            }
        }
        if (soonestNs < Long.MAX_VALUE) {
            setTimer(nowNs, soonestNs);
        }
    }

    private boolean addIfRegistered(final String name, final long minIntervalNs) {
        final Optional<Symbol> symbol = loop.symbols().find(name);
        symbol.ifPresent(registered -> add(registered, minIntervalNs));
        return symbol.isPresent();
    }

    private void add(final Symbol symbol, final long minIntervalNs) {
        final TickSlot known = slots.get(symbol.id());
        if (known == null) {
            awaitingSnapshot.add(
                    put(new TickSlot(this, symbol.id(), minIntervalNs, TickSlot.AWAITING_SNAPSHOT, System.nanoTime())));
        } else {
            known.minIntervalNs(minIntervalNs);
        }
    }

    private void addWithoutSnapshot(final Symbol symbol, final long minIntervalNs, final long nowNs) {
        if (!slots.containsKey(symbol.id())) {
            put(new TickSlot(this, symbol.id(), minIntervalNs, Quote.NULL_VALUE, nowNs));
        }
    }

    private TickSlot put(final TickSlot slot) {
        slots.put(slot.symbolId(), slot);
        loop.ticks().add(slot);
        return slot;
    }

    private void remove(final TickSlot slot) {
        if (slot != null) {
            slots.remove(slot.symbolId());
            loop.ticks().remove(slot);
        }
    }

    private void expectNoMoreIfIdle() {
        if (!all && unregistered.isEmpty()) {
            loop.ticks().expectNoMore(this);
        }
    }

    /** Whether the slot has not been unsubscribed since it was put into a queue. */
    private boolean isCurrent(final TickSlot slot) {
        return slots.get(slot.symbolId()) == slot;
    }

    private void send(final TickSlot slot, final Conflation ticks, final long nowNs) {
        final MarketText text = loop.marketText();
        text.encode(symbolOf(slot), ticks);
        outbound.text(text.bytes(), 0, text.length());
        slot.onSent(nowNs);
    }

    private void sendSnapshot(final TickSlot slot, final long nowNs) {
        final Quote quote = loop.quote();
        final MarketText text = loop.marketText();
        if (loop.quotes().read(slot.symbolId(), quote)) {
            text.encode(symbolOf(slot), quote);
            outbound.text(text.bytes(), 0, text.length());
            slot.onSnapshot(quote.sequence());
            slot.onSent(nowNs);
        } else {
            slot.onSnapshot(Quote.NULL_VALUE);
        }
    }

    private Symbol symbolOf(final TickSlot slot) {
        return loop.symbols().find(slot.symbolId()).orElseThrow();
    }

    private void putOff(final TickSlot slot, final long nowNs) {
        if (slot.pending().isEmpty()) {
            conflated.add(slot);
            setTimer(nowNs, slot.waitNs(nowNs));
        }
    }

    /** One timer, for the soonest; where there is nothing to wait for but the client, its taking goes on. */
    private void setTimer(final long nowNs, final long delayNs) {
        final long dueNs = nowNs + delayNs;
        if (delayNs > 0 && (timer == null || dueNs - timerNs < 0)) {
            cancelTimer();
            timerNs = dueNs;
            timer = loop.eventLoop().schedule(this::onTimer, delayNs, TimeUnit.NANOSECONDS);
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void onTimer() {
        timer = null;
        proceed(System.nanoTime());
        loop.flushes().flushAll();
    }
}
