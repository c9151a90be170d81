package io.tocsin.gateway.feed;

import io.tocsin.engine.pipeline.CommandSink;
import io.tocsin.engine.pipeline.CommandSink.Offer;
import io.tocsin.gateway.market.Symbol;
import io.tocsin.gateway.market.SymbolDirectory;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Replays {@link DemoTrades} on a loop, from the first one at each start, with the pauses between them divided by a speed.
 * A replay that was held up catches up.
 */
public final class DemoFeed implements Feed {
    /** What the trades are of. */
    public static final String SYMBOL = DemoTrades.SYMBOL;

    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long FIRST_MINUTES_NS = TimeUnit.MINUTES.toNanos(5);

    private final TickPublisher publisher;
    private final SymbolDirectory symbols;
    private final int speed;
    private final DemoTrades trades = DemoTrades.load();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "tocsin-feed-demo");

    /**
     * Reads the trades.
     *
     * @param speed how much faster than it was, at least 1.
     */
    public DemoFeed(CommandSink sink, SymbolDirectory symbols, int speed) {
        this.publisher = new TickPublisher(sink);
        this.symbols = symbols;
        this.speed = speed;
    }

    @Override
    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        stopped.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A level that the price is mostly above in the first minutes, and now and then below: good for a first alert. */
    public String livelyLevel() {
        return BigDecimal.valueOf(trades.mostlyReached(FIRST_MINUTES_NS * speed), DemoTrades.DECIMALS)
                .stripTrailingZeros()
                .toPlainString();
    }

    private void run() {
        Optional<Symbol> symbol = register();
        long startNs = System.nanoTime();
        while (symbol.isPresent() && replay(symbol.get().id(), startNs)) {
            startNs += trades.sinceFirstNs(trades.count() - 1) / speed;
        }
    }

    /** The symbol once the engine knows it; empty when stopped before. */
    private Optional<Symbol> register() {
        Optional<Symbol> symbol = symbols.find(SYMBOL);
        if (symbol.isEmpty() && offer(() -> publisher.register(SYMBOL))) {
            while (symbol.isEmpty() && !isStoppedAfter(RETRY_NS)) {
                symbol = symbols.find(SYMBOL);
            }
        }
        return symbol;
    }

    private boolean replay(int symbolId, long startNs) {
        for (int i = 0; i < trades.count(); i++) {
            int index = i;
            if (isStoppedAfter(startNs + trades.sinceFirstNs(i) / speed - System.nanoTime())
                    || !offer(() -> publish(symbolId, index))) {
                return false;
            }
        }
        return true;
    }

    private Offer publish(int symbolId, int index) {
        return publisher.publish(
                symbolId, trades.price(index), DemoTrades.DECIMALS, trades.size(index), trades.timeNs(index));
    }

    /** Offers until it is taken; false when the feed or the node has stopped before. */
    private boolean offer(Supplier<Offer> attempt) {
        Offer offer = attempt.get();
        while (offer == Offer.BACK_PRESSURED && !isStoppedAfter(RETRY_NS)) {
            offer = attempt.get();
        }
        return offer == Offer.ACCEPTED;
    }

    private boolean isStoppedAfter(long waitNs) {
        try {
            return stopped.await(waitNs, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
