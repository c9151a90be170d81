package io.tocsin.engine.oracle;

import io.tocsin.engine.oracle.Input.Book;
import io.tocsin.engine.oracle.Input.Prices;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Random ticks on a coarse grid of prices, some of them conflated, some with bid and ask, a few of them bad. */
final class RandomTicks {
    private static final long MOST = 1L << 62;
    /** The last is so wide that prices of the highest range are still percents apart. */
    private static final long[] GRIDS = {1, 1, 1_000, 1L << 52};

    private static final long[] SIZES = {1, 100_000_000, 1L << 60};

    private final SplittableRandom random;
    private final Map<String, Long> prices = new HashMap<>();
    private final int range;
    private final long grid;
    private final long base;
    private final long sizeUnit;
    private final int walk;
    private final int leapPercent;
    private final int conflatedPercent;
    private final int quotedPercent;
    private final int latePercent;

    RandomTicks(SplittableRandom random) {
        this.random = random;
        range = 4 + random.nextInt(60);
        grid = GRIDS[random.nextInt(GRIDS.length)];
        base = new long[] {0, 0, 1_000 * grid, MOST - range * grid}[random.nextInt(grid > 1_000 ? 4 : 3)];
        sizeUnit = SIZES[random.nextInt(SIZES.length)];
        walk = 1 + random.nextInt(3);
        leapPercent = random.nextInt(50);
        conflatedPercent = random.nextBoolean() ? 0 : random.nextInt(60);
        quotedPercent = 20 + random.nextInt(80);
        latePercent = random.nextInt(3) == 0 ? 10 : 0;
    }

    long grid() {
        return grid;
    }

    long anyPrice(SplittableRandom dice) {
        return base + grid * (1 + dice.nextInt(range));
    }

    long anySize(SplittableRandom dice) {
        return sizeUnit * (1 + dice.nextInt(3));
    }

    boolean has(String symbol) {
        return prices.containsKey(symbol);
    }

    void add(String symbol) {
        prices.put(symbol, anyPrice(random));
    }

    Input.Tick next(long correlationId, String symbol, int decimals, long nowNs) {
        boolean conflated = chance(conflatedPercent);
        long first = nextPrice(symbol);
        long last = conflated ? nextPrice(symbol) : first;
        long size = chance(20) ? 0 : anySize(random);
        Prices sequence = conflated ? conflated(first, last) : Prices.one(chance(1) ? badPrice() : last);
        Long exchangeTimeNs = random.nextBoolean() ? nowNs - random.nextInt(1_000) : null;
        long tooBig = chance(1) ? MOST + 1 : size;
        return new Input.Tick(
                correlationId, symbol, decimals, sequence, tooBig, book(last), exchangeTimeNs, chance(latePercent));
    }

    private long nextPrice(String symbol) {
        long next =
                chance(leapPercent) ? anyPrice(random) : prices.get(symbol) + grid * random.nextInt(-walk, walk + 1);
        prices.put(symbol, Math.max(base + grid, Math.min(base + range * grid, next)));
        return prices.get(symbol);
    }

    private Prices conflated(long first, long last) {
        long min = Math.max(1, Math.min(first, last) - grid * random.nextInt(3));
        long max = Math.min(MOST, Math.max(first, last) + grid * random.nextInt(3));
        int count = chance(1) ? 0 : 1 + random.nextInt(9);
        return chance(1)
                ? new Prices(first, max, min, last, true, count)
                : new Prices(first, min, max, last, random.nextBoolean(), count);
    }

    private Book book(long price) {
        if (!chance(quotedPercent)) {
            return new Book(null, null);
        }
        long bid = Math.max(1, price - grid * random.nextInt(3));
        long ask = Math.min(MOST, Math.max(1, price + grid * random.nextInt(-1, 4)));
        return switch (random.nextInt(10)) {
            case 0 -> new Book(bid, null);
            case 1 -> new Book(null, ask);
            case 2 -> new Book(chance(10) ? badPrice() : bid, ask);
            default -> new Book(bid, ask);
        };
    }

    private long badPrice() {
        return random.nextBoolean() ? 0 : MOST + 1;
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }
}
