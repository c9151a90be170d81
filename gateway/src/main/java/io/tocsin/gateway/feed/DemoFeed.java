package io.tocsin.gateway.feed;

import io.tocsin.contract.value.Decimals;
import io.tocsin.engine.port.CommandSink;
import io.tocsin.engine.port.CommandSink.Offer;
import io.tocsin.gateway.command.Commands;
import io.tocsin.gateway.command.Outcome;
import io.tocsin.gateway.command.SymbolReply;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays {@link DemoTrades} on a loop, from the first one at each start, with the pauses between them divided by a
 * speed. A replay that was held up catches up.
 */
public final class DemoFeed implements Feed {
    /** The name of this feed in the configuration. */
    public static final String NAME = "demo";
    /** What the trades are of. */
    public static final String SYMBOL = DemoTrades.SYMBOL;

    private static final Logger LOG = LoggerFactory.getLogger(DemoFeed.class);
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(1);
    /** A full disk is not looked at more often than this. */
    private static final long DISK_FULL_RETRY_NS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final long FIRST_MINUTES_NS = TimeUnit.MINUTES.toNanos(5);

    private final Commands commands;
    private final TickPublisher publisher;
    private final int speed;
    private final DemoTrades trades = DemoTrades.load();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "tocsin-feed-demo");

    /**
     * Reads the trades.
     *
     * @param commands  registers the symbol.
     * @param sink      takes the ticks.
     * @param speed     how much faster than it was, at least 1.
     * @param onFailure called when the thread ends by an exception; the node must stop then.
     */
    public DemoFeed(Commands commands, CommandSink sink, int speed, Runnable onFailure) {
        this.commands = commands;
        this.publisher = new TickPublisher(sink);
        this.speed = speed;
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((failed, cause) -> {
            LOG.error("The demo feed failed; stopping the node", cause);
            onFailure.run();
        });
    }

    @Override
    public void start() {
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
        return Decimals.format(trades.mostlyReached(FIRST_MINUTES_NS * speed), DemoTrades.DECIMALS);
    }

    private void run() {
        OptionalInt symbolId = register();
        long startNs = System.nanoTime();
        while (symbolId.isPresent() && replay(symbolId.getAsInt(), startNs)) {
            startNs += trades.sinceFirstNs(trades.count() - 1) / speed;
        }
    }

    /** Empty when there will be no ticks. */
    private OptionalInt register() {
        while (true) {
            Outcome<SymbolReply> outcome =
                    commands.registerSymbol(SYMBOL).toCompletableFuture().join();
            if (outcome instanceof Outcome.Applied<SymbolReply> applied) {
                return OptionalInt.of(applied.reply().symbol().id());
            }
            if (outcome instanceof Outcome.Rejected<SymbolReply> rejected) {
                LOG.warn("The demo feed has no place for {}: {} {}", SYMBOL, rejected.reason(), rejected.bound());
                return OptionalInt.empty();
            }
            if (outcome instanceof Outcome.Closed
                    || isStoppedAfter(outcome instanceof Outcome.DiskFull ? DISK_FULL_RETRY_NS : RETRY_NS)) {
                return OptionalInt.empty();
            }
        }
    }

    /** False when the feed or the node has stopped before the last trade. */
    private boolean replay(int symbolId, long startNs) {
        for (int i = 0; i < trades.count(); i++) {
            if (isStoppedAfter(startNs + trades.sinceFirstNs(i) / speed - System.nanoTime()) || !publish(symbolId, i)) {
                return false;
            }
        }
        return true;
    }

    /** Offers until it is taken; false when it never will be. */
    private boolean publish(int symbolId, int index) {
        while (true) {
            Offer offer = publisher.publish(
                    symbolId, trades.price(index), DemoTrades.DECIMALS, trades.size(index), trades.timeNs(index));
            if (offer == Offer.ACCEPTED) {
                return true;
            }
            if (offer == Offer.CLOSED || isStoppedAfter(offer == Offer.DISK_FULL ? DISK_FULL_RETRY_NS : RETRY_NS)) {
                return false;
            }
        }
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
