package io.tocsin.gateway.websocket.tick;

import io.tocsin.engine.codec.SymbolState;
import io.tocsin.engine.projection.Quote;
import io.tocsin.engine.projection.QuoteBoard;
import io.tocsin.gateway.market.Symbol;
import io.tocsin.gateway.websocket.out.Outbound;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * The ticks that one connection has subscribed to: for each symbol a snapshot first, then every tick after it, several
 * as one while the client does not take them or wants fewer.
 * <p>
 * Why there is no gap between the two: a subscription is visible to the egress thread before the snapshot is read, and
 * the egress thread writes the {@link QuoteBoard} before it looks for subscriptions, with a full fence in between on
 * both sides. So a tick is in the snapshot, or offered to this event loop, or both; then its sequence decides.
 * <p>
 * There are two kinds of subscription, each for itself: to names, and to all symbols. A symbol is sent, once, as long
 * as either covers it; where both do, the interval of its name counts. A name that is not registered yet is kept until
 * it is. Event loop only.
 */
public final class TickSubscriptions {
    private final LoopTicks loop;
    private final Outbound outbound;
    private final Int2ObjectHashMap<TickSlot> slots = new Int2ObjectHashMap<>();
    private final ArrayDeque<TickSlot> awaitingSnapshot = new ArrayDeque<>();
    private final ArrayDeque<TickSlot> conflated = new ArrayDeque<>();
    private final Set<TickSlot> stateDue = new LinkedHashSet<>();
    /** The intervals of the names that are subscribed to; which of them are not registered yet. */
    private final Map<String, Long> named = new HashMap<>();

    private final Set<String> unregistered = new HashSet<>();
    private boolean all;
    private long allIntervalNs;
    private ScheduledFuture<?> timer;
    private long timerNs;

    public TickSubscriptions(LoopTicks loop, Outbound outbound) {
        this.loop = loop;
        this.outbound = outbound;
    }

    /** How many names would be subscribed to with these. */
    int sizeWith(Collection<String> names) {
        return named.size()
                + (int) names.stream().filter(name -> !named.containsKey(name)).count();
    }

    /**
     * Adds names; for those that were subscribed to already the interval changes. No snapshot is sent again of what was
     * sent before. {@link #proceed} then sends what is due.
     *
     * @return the names that are not registered yet.
     */
    List<String> subscribe(Collection<String> names, long minIntervalNs) {
        List<String> unknown = new ArrayList<>();
        for (String name : names) {
            named.put(name, minIntervalNs);
            if (!followIfRegistered(name)) {
                unknown.add(name);
            }
        }
        if (!unknown.isEmpty()) {
            loop.expect(this);
            VarHandle.fullFence();
            unknown.removeIf(this::followIfRegistered);
            unregistered.addAll(unknown);
            expectNoMoreIfIdle();
        }
        VarHandle.fullFence();
        return unknown;
    }

    /** Adds all symbols, those that are registered later too; or changes the interval. {@link #proceed} must follow. */
    void subscribeAll(long minIntervalNs) {
        all = true;
        allIntervalNs = minIntervalNs;
        loop.expect(this);
        VarHandle.fullFence();
        loop.symbols().all().forEach(this::follow);
        VarHandle.fullFence();
    }

    /** Ends the subscription to names, as far as there is one. {@link #proceed} must follow. */
    void unsubscribe(Collection<String> names) {
        for (String name : names) {
            unregistered.remove(name);
            if (named.remove(name) != null) {
                loop.symbols().find(name).ifPresent(this::followLess);
            }
        }
        forgetStale();
    }

    /** Ends the subscription to all symbols, if there is one. {@link #proceed} must follow. */
    void unsubscribeAll() {
        all = false;
        new ArrayList<>(slots.values()).forEach(slot -> followLess(symbolOf(slot)));
        forgetStale();
    }

    /** Ends all there is. */
    public void close() {
        all = false;
        named.clear();
        unregistered.clear();
        slots.values().forEach(loop::remove);
        slots.clear();
        cancelTimer();
        forgetStale();
    }

    /** A symbol is about to have its first tick on this event loop. */
    void onSymbol(Symbol symbol) {
        boolean isNamed = unregistered.remove(symbol.name());
        if ((isNamed || all) && !slots.containsKey(symbol.id())) {
            put(new TickSlot(this, symbol.id(), intervalNs(symbol), Quote.NULL_VALUE))
                    .state(SymbolState.LIVE);
        }
        expectNoMoreIfIdle();
    }

    void onTick(TickSlot slot, TickRecord tick, byte[] tickText, int textLength, long nowNs) {
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

    void onConflated(TickSlot slot, Conflation ticks, long nowNs) {
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

    /** How far the price can be trusted has changed. */
    void onState(TickSlot slot) {
        if (slot.state() != null && isCurrent(slot)) {
            if (outbound.isWritable()) {
                sendState(slot);
            } else {
                stateDue.add(slot);
            }
        }
    }

    private void sendState(TickSlot slot) {
        Symbol symbol = symbolOf(slot);
        if (symbol.state() != slot.state()) {
            slot.state(symbol.state());
            MarketText text = loop.marketText();
            text.encodeState(symbol);
            outbound.text(text.bytes(), 0, text.length());
        }
    }

    /** Sends what was put off: first snapshots, then states, then conflated ticks, as far as the client takes them. */
    public void proceed(long nowNs) {
        while (!awaitingSnapshot.isEmpty() && outbound.isWritable()) {
            TickSlot slot = awaitingSnapshot.poll();
            if (isCurrent(slot)) {
                sendSnapshot(slot, nowNs);
            }
        }
        while (!stateDue.isEmpty() && outbound.isWritable()) {
            TickSlot slot = stateDue.iterator().next();
            stateDue.remove(slot);
            sendState(slot);
        }
        long soonestNs = Long.MAX_VALUE;
        for (int i = conflated.size(); i > 0 && outbound.isWritable(); i--) {
            TickSlot slot = conflated.poll();
            long waitNs = slot.waitNs(nowNs);
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

    private boolean followIfRegistered(String name) {
        Optional<Symbol> symbol = loop.symbols().find(name);
        symbol.ifPresent(this::follow);
        return symbol.isPresent();
    }

    /** Begins with a snapshot, if the symbol was not followed before. */
    private void follow(Symbol symbol) {
        unregistered.remove(symbol.name());
        TickSlot known = slots.get(symbol.id());
        if (known == null) {
            awaitingSnapshot.add(put(new TickSlot(this, symbol.id(), intervalNs(symbol), TickSlot.AWAITING_SNAPSHOT)));
        } else {
            known.minIntervalNs(intervalNs(symbol));
        }
    }

    /** After a subscription has ended: as the other one wants it, or no more. */
    private void followLess(Symbol symbol) {
        TickSlot slot = slots.get(symbol.id());
        if (slot != null && (all || named.containsKey(symbol.name()))) {
            slot.minIntervalNs(intervalNs(symbol));
        } else if (slot != null) {
            slots.remove(slot.symbolId());
            loop.remove(slot);
        }
    }

    private long intervalNs(Symbol symbol) {
        return named.getOrDefault(symbol.name(), allIntervalNs);
    }

    private TickSlot put(TickSlot slot) {
        slots.put(slot.symbolId(), slot);
        loop.add(slot);
        return slot;
    }

    /** A client that takes nothing must not pile them up by coming and going. */
    private void forgetStale() {
        awaitingSnapshot.removeIf(slot -> !isCurrent(slot));
        conflated.removeIf(slot -> !isCurrent(slot));
        stateDue.removeIf(slot -> !isCurrent(slot));
        expectNoMoreIfIdle();
    }

    private void expectNoMoreIfIdle() {
        if (!all && unregistered.isEmpty()) {
            loop.expectNoMore(this);
        }
    }

    /** Whether the slot has not been unsubscribed since it was put into a queue. */
    private boolean isCurrent(TickSlot slot) {
        return slots.get(slot.symbolId()) == slot;
    }

    private void send(TickSlot slot, Conflation ticks, long nowNs) {
        MarketText text = loop.marketText();
        text.encode(symbolOf(slot), ticks);
        outbound.text(text.bytes(), 0, text.length());
        slot.onSent(nowNs);
    }

    private void sendSnapshot(TickSlot slot, long nowNs) {
        Quote quote = loop.quote();
        MarketText text = loop.marketText();
        if (loop.quotes().read(slot.symbolId(), quote)) {
            Symbol symbol = symbolOf(slot);
            text.encode(symbol, quote);
            slot.state(symbol.state());
            outbound.text(text.bytes(), 0, text.length());
            slot.onSnapshot(quote.sequence());
            slot.onSent(nowNs);
        } else {
            slot.state(symbolOf(slot).state());
            slot.onSnapshot(Quote.NULL_VALUE);
        }
    }

    private Symbol symbolOf(TickSlot slot) {
        return loop.symbols().find(slot.symbolId()).orElseThrow();
    }

    private void putOff(TickSlot slot, long nowNs) {
        if (slot.pending().isEmpty()) {
            conflated.add(slot);
            setTimer(nowNs, slot.waitNs(nowNs));
        }
    }

    /** One timer, for the soonest; where there is nothing to wait for but the client, its taking goes on. */
    private void setTimer(long nowNs, long delayNs) {
        long dueNs = nowNs + delayNs;
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
