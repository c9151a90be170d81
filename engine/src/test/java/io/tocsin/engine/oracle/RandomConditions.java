package io.tocsin.engine.oracle;

import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.DistanceUnit;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.oracle.Definition.Condition;
import io.tocsin.engine.oracle.Definition.Distance;
import io.tocsin.engine.oracle.Definition.Level;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;

/** Random conditions whose levels and distances are such as the values of the market reach, often to the unit. */
final class RandomConditions {
    private static final long MOST = 1L << 62;
    private static final long MILLION = 1_000_000;
    private static final long MOST_PPM = 10_000_000_000L;
    private static final List<ConditionType> TYPES =
            List.copyOf(EnumSet.range(ConditionType.ABOVE, ConditionType.SILENT));
    private static final ValueKind[] PRICES = {
        ValueKind.LAST, ValueKind.BID, ValueKind.ASK, ValueKind.MID, ValueKind.SMA, ValueKind.EMA, ValueKind.VWAP
    };
    private static final ValueKind[] OTHERS = {ValueKind.SPREAD, ValueKind.VOLUME, ValueKind.RSI};
    private static final Direction[] DIRECTIONS = {Direction.UP, Direction.DOWN, Direction.EITHER};
    private static final ReferenceType[] REFERENCES = {
        ReferenceType.CREATION, ReferenceType.LAST_FIRE, ReferenceType.DAY_OPEN, ReferenceType.PREVIOUS_CLOSE
    };
    private static final long[] RSI_LEVELS = {0, 200_000, 333_333, 500_000, 666_667, 750_000, 1_000_000};

    private final SplittableRandom random;
    private final Market market;
    private final Tempo tempo;

    RandomConditions(SplittableRandom random, Market market, Tempo tempo) {
        this.random = random;
        this.market = market;
        this.tempo = tempo;
    }

    /**
     * @param symbol empty when it is to be left out.
     * @param watchedSymbol the symbol in either case.
     */
    Condition any(String symbol, String watchedSymbol) {
        ConditionType type = TYPES.get(random.nextInt(TYPES.size()));
        return switch (type) {
            case ABOVE, BELOW, CROSSES_UP, CROSSES_DOWN, CROSSES ->
                chance(25)
                        ? ofLevel(
                                symbol,
                                type,
                                anyPrice(),
                                new Level(null, null, anyPrice()),
                                market.decimals(watchedSymbol))
                        : ofConstant(symbol, type, watchedSymbol);
            case INSIDE, OUTSIDE, ENTERS, EXITS -> ofConstant(symbol, type, watchedSymbol);
            case SILENT ->
                new Condition(
                        symbol,
                        type,
                        Watched.LAST,
                        market.decimals(watchedSymbol),
                        null,
                        null,
                        tempo.anySpanNs(random));
            default -> ofDistance(symbol, type, watchedSymbol);
        };
    }

    /** A level that this value is likely to reach. */
    long anyLevel(Watched of, String symbol) {
        return switch (of.kind()) {
            case SPREAD -> market.grid() * random.nextInt(-2, 5);
            case VOLUME -> Math.max(1, Math.min(MOST / 4, market.anySize(random)) * (1 + random.nextInt(4)));
            case RSI -> RSI_LEVELS[random.nextInt(RSI_LEVELS.length)];
            default -> {
                long nearby = market.anyLevel(random, symbol) + (chance(10) ? random.nextInt(-1, 2) : 0);
                yield Math.max(1, Math.min(MOST, nearby));
            }
        };
    }

    private Condition ofConstant(String symbol, ConditionType type, String watchedSymbol) {
        Watched of = chance(70) ? anyPrice() : anyOther();
        long level = anyLevel(of, watchedSymbol);
        Level levels = type.compareTo(ConditionType.INSIDE) < 0
                ? new Level(level, null, null)
                : channel(level, anyLevel(of, watchedSymbol), of.kind() == ValueKind.SPREAD);
        return ofLevel(symbol, type, of, levels, of.decimals(market.decimals(watchedSymbol)));
    }

    private Condition ofLevel(String symbol, ConditionType type, Watched of, Level level, int decimals) {
        Watched other = level.value();
        Condition condition = new Condition(symbol, type, of, decimals, level, null, 0);
        if (of.equals(other)) {
            Watched instead = of.equals(Watched.LAST) ? Watched.of(ValueKind.BID) : Watched.LAST;
            return ofLevel(symbol, type, of, new Level(null, null, instead), decimals);
        }
        return condition;
    }

    private static Level channel(long one, long other, boolean mayBeNegative) {
        if (one != other) {
            return new Level(Math.min(one, other), Math.max(one, other), null);
        }
        return one > 1 || mayBeNegative ? new Level(one - 1, one, null) : new Level(one, one + 1, null);
    }

    private Condition ofDistance(String symbol, ConditionType type, String watchedSymbol) {
        ReferenceType from = type == ConditionType.CHANGE ? REFERENCES[random.nextInt(REFERENCES.length)] : null;
        Direction direction = switch (type) {
            case CHANGE -> DIRECTIONS[random.nextInt(3)];
            case TRAILS -> DIRECTIONS[random.nextInt(2)];
            default -> null;
        };
        boolean ofLast = from == ReferenceType.DAY_OPEN || from == ReferenceType.PREVIOUS_CLOSE;
        boolean isMove = type == ConditionType.MOVES_UP || type == ConditionType.MOVES_DOWN;
        boolean percent = random.nextBoolean();
        return new Condition(
                symbol,
                type,
                ofLast ? Watched.LAST : anyPrice(),
                market.decimals(watchedSymbol),
                null,
                new Distance(
                        percent ? DistanceUnit.PERCENT : DistanceUnit.ABSOLUTE,
                        anyDistance(percent, watchedSymbol),
                        direction,
                        from),
                isMove ? tempo.anySpanNs(random) : 0);
    }

    /** Now and then the least or the most that can be asked for. */
    private long anyDistance(boolean percent, String symbol) {
        if (chance(4)) {
            return random.nextBoolean() ? 1 : percent ? MOST_PPM : MOST;
        }
        return percent ? Math.min(MOST_PPM, anyPpm(symbol)) : anyUnits();
    }

    private long anyUnits() {
        long steps = market.grid() * (1 + random.nextInt(1 + random.nextInt(12)));
        return chance(10) ? Math.max(1, steps + random.nextInt(-1, 2)) : steps;
    }

    /** What some units are of some price, so that the distance is often reached to the unit. */
    private long anyPpm(String symbol) {
        long price = market.anyLevel(random, symbol);
        double exact = (double) anyUnits() / price * MILLION;
        return Math.max(1, (long) exact);
    }

    private Watched anyPrice() {
        return chance(35) ? Watched.LAST : of(PRICES[random.nextInt(PRICES.length)]);
    }

    private Watched anyOther() {
        return of(OTHERS[random.nextInt(OTHERS.length)]);
    }

    /** Few windows, periods and bars, so that alerts share values. */
    private Watched of(ValueKind kind) {
        return switch (kind) {
            case VOLUME -> Watched.volume(tempo.anySpanNs(random));
            case SMA, EMA, RSI, VWAP -> Watched.ofBars(kind, tempo.anyBar(random), 2 + random.nextInt(3));
            default -> Watched.of(kind);
        };
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }
}
