package io.tocsin.gateway.websocket.tick;

import io.netty.channel.EventLoop;
import io.tocsin.engine.projection.Quote;
import io.tocsin.engine.projection.QuoteBoard;
import io.tocsin.gateway.market.Symbol;
import io.tocsin.gateway.market.SymbolDirectory;
import io.tocsin.gateway.websocket.out.Flushes;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The tick subscribers of one event loop, and the way of the ticks to them.
 * <p>
 * The egress thread asks {@link #wants} and gives with {@link #offer}; all else belongs to the event loop. Symbols that
 * are registered while somebody waits for such ({@link #expect}) are wanted at once, and announced to who waits right
 * before their first tick.
 */
public final class LoopTicks implements TickQueue.Consumer {
    private static final int TICKS_PER_TURN = 512;
    private static final int TICKS_PER_SIGNAL = 64;

    private final EventLoop eventLoop;
    private final SymbolDirectory symbols;
    private final QuoteBoard quotes;
    private final Flushes flushes;
    private final TickQueue queue;
    private final Runnable turn = this::deliver;
    private final AtomicBoolean turnDue = new AtomicBoolean();
    private final MarketText marketText = new MarketText();
    private final Quote quote = new Quote();
    private final byte[] text = new byte[TickRecord.MAX_TEXT_LENGTH];
    private final Set<TickSubscriptions> expecting = new HashSet<>();
    private TickSlots[] bySymbol = {};
    private long turnNs;
    /** Egress thread only. */
    private int unsignalled;

    private volatile AtomicIntegerArray subscribers = new AtomicIntegerArray(0);
    private volatile boolean expectsSymbols;
    private volatile int knownSymbols;

    public LoopTicks(
            EventLoop eventLoop, SymbolDirectory symbols, QuoteBoard quotes, Flushes flushes, int queueCapacityBytes) {
        this.eventLoop = eventLoop;
        this.symbols = symbols;
        this.quotes = quotes;
        this.flushes = flushes;
        this.queue = new TickQueue(queueCapacityBytes, this);
    }

    /**
     * Whether ticks of the symbol are of use here. A symbol's first subscribers are counted before it stops being new,
     * and looked at in the other order, so that it is seen as one or the other. Egress thread.
     */
    boolean wants(int symbolId) {
        boolean isAwaited = expectsSymbols && symbolId >= knownSymbols;
        AtomicIntegerArray counts = subscribers;
        return isAwaited || (symbolId < counts.length() && counts.get(symbolId) > 0);
    }

    /** Never waits. Egress thread. */
    void offer(TickRecord tick) {
        queue.offer(tick);
        if (++unsignalled == TICKS_PER_SIGNAL) {
            signal();
        }
    }

    /** Sees to it that what was offered gets delivered. Egress thread. */
    void signal() {
        if (unsignalled > 0) {
            unsignalled = 0;
            takeTurn();
        }
    }

    /** How far a symbol's price can be trusted has changed, which is rare. Egress thread. */
    void onState(int symbolId) {
        try {
            eventLoop.execute(() -> deliverState(symbolId));
        } catch (RejectedExecutionException stopped) {
            // the event loop is gone, and its connections with it
        }
    }

    private void deliverState(int symbolId) {
        TickSlots slots = slotsOf(symbolId);
        for (int i = slots == null ? -1 : slots.size() - 1; i >= 0; i--) {
            slots.get(i).owner().onState(slots.get(i));
        }
        flushes.flushAll();
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    SymbolDirectory symbols() {
        return symbols;
    }

    QuoteBoard quotes() {
        return quotes;
    }

    Flushes flushes() {
        return flushes;
    }

    /** For whoever writes a message right now. */
    MarketText marketText() {
        return marketText;
    }

    /** For whoever reads a quote right now. */
    Quote quote() {
        return quote;
    }

    void add(TickSlot slot) {
        int symbolId = slot.symbolId();
        if (symbolId >= bySymbol.length) {
            grow(symbolId + 1);
        }
        if (bySymbol[symbolId] == null) {
            bySymbol[symbolId] = new TickSlots();
        }
        bySymbol[symbolId].add(slot);
        subscribers.set(symbolId, bySymbol[symbolId].size());
    }

    void remove(TickSlot slot) {
        TickSlots slots = bySymbol[slot.symbolId()];
        slots.remove(slot);
        subscribers.set(slot.symbolId(), slots.size());
    }

    /** From now on these subscriptions hear of each symbol that is new here. */
    void expect(TickSubscriptions subscriptions) {
        expecting.add(subscriptions);
        expectsSymbols = true;
    }

    void expectNoMore(TickSubscriptions subscriptions) {
        expecting.remove(subscriptions);
        expectsSymbols = !expecting.isEmpty();
    }

    @Override
    public void onTick(TickRecord tick) {
        TickSlots slots = slotsOf(tick.symbolId());
        if (slots == null || slots.size() == 0) {
            return;
        }
        int textLength = tick.text(text);
        for (int i = slots.size() - 1; i >= 0; i--) {
            TickSlot slot = slots.get(i);
            slot.owner().onTick(slot, tick, text, textLength, turnNs);
        }
    }

    @Override
    public void onConflated(int symbolId, Conflation ticks) {
        TickSlots slots = slotsOf(symbolId);
        if (slots == null) {
            return;
        }
        for (int i = slots.size() - 1; i >= 0; i--) {
            TickSlot slot = slots.get(i);
            slot.owner().onConflated(slot, ticks, turnNs);
        }
    }

    private void takeTurn() {
        if (turnDue.compareAndSet(false, true)) {
            try {
                eventLoop.execute(turn);
            } catch (RejectedExecutionException stopped) {
                // the event loop is gone, and its connections with it; turnDue stays set, so that nobody tries again
            }
        }
    }

    /** In turns of bounded length, so that reading and heartbeats get theirs too. */
    private void deliver() {
        turnDue.set(false);
        turnNs = System.nanoTime();
        boolean more = queue.drain(TICKS_PER_TURN);
        flushes.flushAll();
        if (more) {
            takeTurn();
        }
    }

    private TickSlots slotsOf(int symbolId) {
        for (int id = knownSymbols; id <= symbolId; id++) {
            announce(symbols.find(id).orElseThrow());
            knownSymbols = id + 1;
        }
        return symbolId < bySymbol.length ? bySymbol[symbolId] : null;
    }

    private void announce(Symbol symbol) {
        for (TickSubscriptions subscriptions : expecting.toArray(new TickSubscriptions[0])) {
            subscriptions.onSymbol(symbol);
        }
    }

    private void grow(int capacity) {
        AtomicIntegerArray counts = new AtomicIntegerArray(Math.max(capacity, 2 * bySymbol.length));
        for (int id = 0; id < bySymbol.length; id++) {
            counts.set(id, subscribers.get(id));
        }
        bySymbol = Arrays.copyOf(bySymbol, counts.length());
        subscribers = counts;
    }
}
