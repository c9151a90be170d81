package io.tocsin.engine.oracle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * An endless run of random inputs that follows from its seed alone. The world is cramped on purpose: few prices, few
 * symbols and times on a coarse grid, so that equal prices, leaps over whole channels, resets, and timers due at the
 * very time of an input are the rule. The seed also decides how cramped, how wild and how busy.
 */
final class RandomMarket implements Market, Iterator<Step> {
    private static final long START_NS = 1_700_000_000_000_000_000L;
    private static final long MAX_PRICE = 1L << 62;
    private static final long[] UNITS_NS = {1, 1_000_000, 1_000_000_000};
    private static final long[] JUMPS_PPM = {0, 200_000, 500_000, 1_000_000};

    private final SplittableRandom random;
    private final RandomCommands commands;
    private final List<String> symbols = new ArrayList<>();
    private final Map<String, Integer> decimals = new HashMap<>();
    private final Map<String, Long> prices = new HashMap<>();
    private final List<Input> pending = new ArrayList<>();
    private final long base;
    private final int range;
    private final int walk;
    private final int leapPercent;
    private final int commandPercent;
    private final int standstillPercent;
    private final boolean bounded;
    private final long unitNs;
    private long nowNs = START_NS;

    RandomMarket(final long seed) {
        random = new SplittableRandom(seed);
        final int size = 4 + random.nextInt(60);
        base = new long[] {0, 0, 1_000_000, MAX_PRICE - size - 1}[random.nextInt(4)];
        range = size;
        walk = 1 + random.nextInt(3);
        leapPercent = random.nextInt(50);
        commandPercent = 2 + random.nextInt(50);
        standstillPercent = random.nextInt(90);
        bounded = random.nextInt(3) == 0;
        unitNs = UNITS_NS[random.nextInt(UNITS_NS.length)];
        commands = new RandomCommands(random, this, unitNs, 2 + random.nextInt(150));
        pending.add(new Input.SetLimits(0, 1_000_000, 1_000, 1_000_000));
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            add("S/" + i);
        }
    }

    /** A symbol with decimals of its own is configured first; another is left to the first input that names it. */
    private void add(final String symbol) {
        symbols.add(symbol);
        final boolean configured = random.nextBoolean();
        decimals.put(symbol, configured ? random.nextInt(13) : 8);
        if (configured) {
            pending.add(new Input.Configure(
                    commands.nextCorrelationId(), symbol, decimals.get(symbol), bounded ? JUMPS_PPM[1] : null, null));
        }
    }

    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public Step next() {
        if (random.nextInt(100) >= standstillPercent) {
            nowNs += unitNs * (random.nextInt(10) == 0 ? random.nextInt(20) : 1);
            nowNs += random.nextInt(20) == 0 ? 1 : 0;
        }
        return new Step(nowNs, pending.isEmpty() ? input() : pending.remove(0));
    }

    private Input input() {
        final int choice = random.nextInt(100);
        if (choice < commandPercent) {
            return commands.next(nowNs);
        }
        if (choice == 99) {
            return new Input.Clock(0);
        }
        final String symbol = anySymbol(random);
        if (choice == 98 && bounded) {
            final long jumpPpm = JUMPS_PPM[random.nextInt(JUMPS_PPM.length)];
            return new Input.Configure(commands.nextCorrelationId(), symbol, null, jumpPpm, null);
        }
        if (prices.containsKey(symbol)) {
            return tick(symbol);
        }
        prices.put(symbol, anyLevel(random, symbol));
        return new Input.Register(commands.nextCorrelationId(), symbol);
    }

    private Input tick(final String symbol) {
        final long price = random.nextInt(100) < leapPercent
                ? anyLevel(random, symbol)
                : prices.get(symbol) + random.nextInt(-walk, walk + 1);
        prices.put(symbol, Math.max(base, Math.min(base + range + 2, price)));
        final Long exchangeTimeNs = random.nextBoolean() ? nowNs - random.nextInt(1_000) : null;
        return new Input.Tick(
                commands.nextCorrelationId(),
                symbol,
                decimals.get(symbol),
                prices.get(symbol),
                random.nextInt(3),
                exchangeTimeNs);
    }

    @Override
    public String anySymbol(final SplittableRandom dice) {
        return symbols.get(dice.nextInt(symbols.size()));
    }

    @Override
    public int decimals(final String symbol) {
        return decimals.get(symbol);
    }

    @Override
    public long anyLevel(final SplittableRandom dice, final String symbol) {
        return base + 1 + dice.nextInt(range);
    }
}
