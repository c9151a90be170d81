package io.tocsin.gateway.feed;

import io.tocsin.contract.value.Decimals;
import java.util.concurrent.TimeUnit;

/**
 * Replays {@link DemoTrades} on a loop, from the first one at each start, with the pauses between them divided by a
 * speed. A replay that was held up catches up.
 */
public final class DemoFeed implements Feed {
    /** The name of this feed in the configuration. */
    public static final String NAME = "demo";
    /** What the trades are of. */
    public static final String SYMBOL = DemoTrades.SYMBOL;

    private static final long FIRST_MINUTES_NS = TimeUnit.MINUTES.toNanos(5);

    private final Config config;
    private final DemoTrades trades = DemoTrades.load();

    /**
     * How it is played.
     *
     * @param speed how much faster than it was, at least 1.
     */
    public record Config(String name, int speed) implements FeedConfig {
        @Override
        public DemoFeed feed() {
            return new DemoFeed(this);
        }
    }

    private DemoFeed(Config config) {
        this.config = config;
    }

    @Override
    public String name() {
        return config.name();
    }

    /** A level that the price is mostly above in the first minutes, and now and then below: good for a first alert. */
    public String livelyLevel() {
        return Decimals.format(trades.mostlyReached(FIRST_MINUTES_NS * config.speed()), DemoTrades.DECIMALS);
    }

    @Override
    public void run(TickSink ticks) throws InterruptedException, FeedException {
        int symbolId = ticks.register(SYMBOL);
        int speed = config.speed();
        long startNs = System.nanoTime();
        while (true) {
            for (int i = 0; i < trades.count(); i++) {
                TimeUnit.NANOSECONDS.sleep(startNs + trades.sinceFirstNs(i) / speed - System.nanoTime());
                ticks.offer(symbolId, DemoTrades.DECIMALS, trades.price(i), trades.size(i), trades.timeNs(i));
            }
            startNs += trades.sinceFirstNs(trades.count() - 1) / speed;
        }
    }
}
