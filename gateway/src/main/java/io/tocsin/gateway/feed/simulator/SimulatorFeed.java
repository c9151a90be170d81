package io.tocsin.gateway.feed.simulator;

import io.tocsin.gateway.feed.Feed;
import io.tocsin.gateway.feed.FeedException;
import io.tocsin.gateway.feed.TickSink;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Plays a {@link SimulatedMarket} in real time, from its first tick at each start; one that was held up catches up. */
public final class SimulatorFeed implements Feed {
    /** Pauses that are shorter are waited for together. */
    private static final long LEAST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final SimulatorConfig config;
    private final Clock clock;

    SimulatorFeed(SimulatorConfig config) {
        this(config, Clock.systemUTC());
    }

    SimulatorFeed(SimulatorConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    @Override
    public String name() {
        return config.name();
    }

    /** A market does not wait; one that is played as fast as it goes does. */
    @Override
    public boolean conflates() {
        return config.ticksPerSecond() > 0;
    }

    @Override
    public void run(TickSink ticks) throws InterruptedException, FeedException {
        int[] ids = new int[config.symbols()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = ticks.register(config.prefix() + (i + 1));
        }
        SimulatedMarket market = new SimulatedMarket(config);
        Instant now = clock.instant();
        long startEpochNs = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        long startNs = System.nanoTime();
        while (true) {
            market.next();
            if (config.ticksPerSecond() > 0) {
                sleepUntil(startNs + market.timeNs());
            }
            ticks.offer(
                    ids[market.symbol()],
                    SimulatedMarket.DECIMALS,
                    market.price(),
                    market.size(),
                    startEpochNs + market.timeNs());
        }
    }

    private static void sleepUntil(long atNs) throws InterruptedException {
        long aheadNs = atNs - System.nanoTime();
        if (aheadNs >= LEAST_PAUSE_NS) {
            TimeUnit.NANOSECONDS.sleep(aheadNs);
        }
    }
}
