package io.tocsin.engine.oracle;

import io.tocsin.engine.codec.GapChange;
import io.tocsin.engine.codec.SymbolMark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A run of random inputs that follows from its seed alone. The world is cramped on purpose: few prices, few symbols and
 * times on a coarse grid, so that equal prices, leaps over whole channels, resets, and timers due at the very time of
 * an input are the rule. The seed also decides how cramped, how wild, how busy and how long.
 */
final class RandomMarket implements Market, Iterator<TimedInput> {
    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final long START_NS = 19_675 * 24 * HOUR_NS;
    private static final long[] JUMPS_PPM = {0, 200_000, 500_000, 1_000_000};
    private static final int SHORT_INPUTS = 400;
    private static final int LONG_INPUTS = 3_000;

    private final SplittableRandom random;
    private final Tempo tempo;
    private final RandomTicks ticks;
    private final RandomCommands commands;
    private final List<String> symbols = new ArrayList<>();
    private final Map<String, Integer> decimals = new HashMap<>();
    private final List<Input> pending = new ArrayList<>();
    private final int inputs;
    private final int commandPercent;
    private final int standstillPercent;
    private final boolean bounded;
    /** Whether there is now and then no room for what alerts watch. */
    private final boolean scarce;

    private final int doubtPercent;

    private long nowNs;
    private int given;

    RandomMarket(long seed) {
        this(seed, new SplittableRandom(seed).nextInt(40) == 0 ? LONG_INPUTS : SHORT_INPUTS);
    }

    RandomMarket(long seed, int inputs) {
        this.inputs = inputs;
        random = new SplittableRandom(seed);
        tempo = Tempo.any(random);
        ticks = new RandomTicks(random);
        commandPercent = 2 + random.nextInt(40);
        standstillPercent = random.nextInt(80);
        bounded = random.nextInt(3) == 0;
        scarce = random.nextInt(6) == 0;
        nowNs = START_NS - tempo.unitNs() * random.nextInt(10);
        doubtPercent = random.nextInt(2) == 0 ? 0 : 1 + random.nextInt(8);
        int population = 2 + random.nextInt(300);
        commands = new RandomCommands(random, new RandomDefinitions(random, this, tempo), population, !scarce);
        pending.add(setLimits());
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            add("S/" + i);
        }
        for (int i = random.nextInt(population); i > 0; i--) {
            pending.add(commands.create(START_NS));
        }
    }

    /** A symbol with decimals of its own is configured first; another is left to the first input that names it. */
    private void add(String symbol) {
        symbols.add(symbol);
        boolean configured = random.nextBoolean();
        decimals.put(symbol, configured ? random.nextInt(13) : 8);
        if (configured) {
            pending.add(new Input.Configure(
                    commands.nextCorrelationId(),
                    symbol,
                    decimals.get(symbol),
                    bounded ? JUMPS_PPM[1] : null,
                    random.nextBoolean() ? anyDayRollNs() : null));
        }
    }

    @Override
    public boolean hasNext() {
        return given < inputs;
    }

    @Override
    public TimedInput next() {
        given++;
        if (!pending.isEmpty()) {
            return new TimedInput(nowNs, pending.remove(0));
        }
        if (random.nextInt(100) >= standstillPercent) {
            passTime();
        }
        return new TimedInput(nowNs, input());
    }

    private void passTime() {
        switch (random.nextInt(20)) {
            case 0, 1 -> nowNs = tempo.nearEndOfBar(random, nowNs);
            case 2 -> nowNs += tempo.anySpanNs(random);
            case 3 -> nowNs += tempo.unitNs() * random.nextInt(20);
            case 4 -> nowNs++;
            default -> nowNs += tempo.unitNs();
        }
    }

    private Input input() {
        int choice = random.nextInt(100);
        if (choice < commandPercent) {
            return commands.next(nowNs);
        }
        if (choice == 99) {
            return new Input.Clock(0);
        }
        String symbol = anySymbol(random);
        if (choice == 98) {
            Long jumpPpm = bounded ? JUMPS_PPM[random.nextInt(JUMPS_PPM.length)] : null;
            return new Input.Configure(commands.nextCorrelationId(), symbol, null, jumpPpm, anyDayRollNs());
        }
        if (choice == 97 && scarce) {
            return setLimits();
        }
        if (choice > 97 - doubtPercent && isKnown(symbol)) {
            return doubt(symbol);
        }
        if (ticks.has(symbol)) {
            return ticks.next(commands.nextCorrelationId(), symbol, decimals.get(symbol), nowNs);
        }
        ticks.add(symbol);
        return new Input.Register(commands.nextCorrelationId(), symbol);
    }

    /** Only what has had its first tick, or none, is surely known by now. */
    private boolean isKnown(String symbol) {
        return ticks.has(symbol);
    }

    private Input doubt(String symbol) {
        long correlationId = commands.nextCorrelationId();
        if (random.nextInt(3) == 0) {
            GapChange[] changes = {GapChange.OPENED, GapChange.FILLED, GapChange.GIVEN_UP};
            return new Input.Gap(correlationId, symbol, changes[random.nextInt(changes.length)]);
        }
        SymbolMark[] marks = {
            SymbolMark.STALE, SymbolMark.STALE, SymbolMark.STALE, SymbolMark.FRESH, SymbolMark.CLOSED, SymbolMark.OPEN
        };
        Long asOfNs = random.nextInt(5) == 0 ? null : Long.valueOf(nowNs - tempo.unitNs() * random.nextInt(2));
        return new Input.Mark(correlationId, symbol, marks[random.nextInt(marks.length)], asOfNs);
    }

    /** Where there is little room, a lower bound than what is there already, too. */
    private Input setLimits() {
        SeriesLimits series =
                scarce ? new SeriesLimits(5 + random.nextInt(60), 2 + random.nextInt(30)) : SeriesLimits.NONE;
        return new Input.SetLimits(0, 1_000_000, 1_000, 1_000_000, series);
    }

    private long anyDayRollNs() {
        return HOUR_NS * random.nextInt(-23, 24);
    }

    @Override
    public String anySymbol(SplittableRandom dice) {
        return symbols.get(dice.nextInt(symbols.size()));
    }

    @Override
    public int decimals(String symbol) {
        return decimals.get(symbol);
    }

    @Override
    public long anyLevel(SplittableRandom dice, String symbol) {
        return ticks.anyPrice(dice);
    }

    @Override
    public long grid() {
        return ticks.grid();
    }

    @Override
    public long anySize(SplittableRandom dice) {
        return ticks.anySize(dice);
    }
}
