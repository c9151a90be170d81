package io.tocsin.engine.oracle;

import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.codec.SymbolState;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.oracle.Definition.Condition;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A symbol: its properties, its values, and the alerts that have a condition on it. */
final class Instrument {
    private static final int DEFAULT_DECIMALS = 8;
    private static final long MINUTE_NS = 60_000_000_000L;
    private static final long DAY_NS = 1_440 * MINUTE_NS;

    private final SortedMap<Long, Alert> alerts = new TreeMap<>();
    private final Map<Watched, History> values = new HashMap<>();
    private final Map<WindowKey, Window> windows = new HashMap<>();
    private final Map<DifferenceKey, Difference> differences = new HashMap<>();
    private Output.SymbolKey key;
    private long maxJumpPpm;
    private long dayRollNs;
    private long lastTimeNs;
    private Long dayOpen;
    private Long previousClose;
    private boolean stale;
    private boolean gap;
    private boolean closed;

    Instrument(int id, String name) {
        key = new Output.SymbolKey(id, name, DEFAULT_DECIMALS);
        Stream.of(ValueKind.LAST, ValueKind.BID, ValueKind.ASK, ValueKind.MID, ValueKind.SPREAD)
                .forEach(kind -> values.put(Watched.of(kind), new History()));
    }

    void configure(Input.Configure configure) {
        int decimals = Objects.requireNonNullElse(configure.decimals(), key.decimals());
        key = new Output.SymbolKey(key.id(), key.name(), decimals);
        maxJumpPpm = Objects.requireNonNullElse(configure.maxJumpPpm(), maxJumpPpm);
        dayRollNs = Objects.requireNonNullElse(configure.dayRollNs(), dayRollNs);
    }

    Output.SymbolKey key() {
        return key;
    }

    Output.SymbolIs state(Output.Stamp at, long correlationId) {
        return new Output.SymbolIs(at, correlationId, key, maxJumpPpm, dayRollNs, state());
    }

    private SymbolState state() {
        if (closed) {
            return SymbolState.CLOSED;
        }
        if (gap) {
            return SymbolState.GAP;
        }
        return stale ? SymbolState.STALE : SymbolState.LIVE;
    }

    /** Whether the price may be another by now. */
    boolean isInDoubt() {
        return !closed && (gap || stale);
    }

    /** Somebody vouches for the price or against it; returns whether that is news. */
    boolean mark(Input.Mark mark) {
        boolean staleBefore = stale;
        boolean closedBefore = closed;
        switch (mark.mark()) {
            case STALE -> stale = stale || last() == null || (mark.asOfNs() != null && lastTimeNs <= mark.asOfNs());
            case FRESH -> stale = false;
            case CLOSED -> closed = true;
            case OPEN -> closed = false;
            case NULL_VAL -> throw new IllegalArgumentException("no scenario has it");
        }
        return stale != staleBefore || closed != closedBefore;
    }

    /** A tick came in time; returns whether the price was stale until then. */
    boolean refresh() {
        boolean before = stale;
        stale = false;
        return before;
    }

    /** Returns whether it is news. */
    boolean gap(boolean open) {
        boolean before = gap;
        gap = open;
        return gap != before;
    }

    /** The alerts that have a condition on it, by id. */
    SortedMap<Long, Alert> alerts() {
        return alerts;
    }

    /** The last price, or {@code null} before the first. */
    Long last() {
        return history(Watched.LAST).present(lastTimeNs);
    }

    /** The price before the last. */
    Long previous() {
        return history(Watched.LAST).previous();
    }

    /** When the last tick was accepted. */
    long lastTimeNs() {
        return lastTimeNs;
    }

    Long dayOpen() {
        return dayOpen;
    }

    Long previousClose() {
        return previousClose;
    }

    /** What the condition watches: a value, or the difference of two. */
    Value value(Condition condition) {
        return condition.levelValue() == null ? history(condition.of()) : differences.get(DifferenceKey.of(condition));
    }

    /** The value while it lives, which those of the default kinds always do. */
    History history(Watched watched) {
        return values.get(watched);
    }

    Window window(Condition condition) {
        return windows.get(WindowKey.of(condition));
    }

    /** Whether a price is too far from the one before it. */
    boolean isJump(Long before, long price) {
        return before != null
                && maxJumpPpm > 0
                && BigInteger.valueOf(price - before)
                                .abs()
                                .multiply(BigInteger.valueOf(1_000_000))
                                .compareTo(BigInteger.valueOf(before).multiply(BigInteger.valueOf(maxJumpPpm)))
                        > 0;
    }

    /** Each price of a sequence. */
    void onPrice(Step step, long price) {
        if (last() == null || day(lastTimeNs) != day(step.timeNs())) {
            previousClose = last();
            dayOpen = price;
        }
        lastTimeNs = step.timeNs();
        history(Watched.LAST).put(step.number(), price);
    }

    /** What comes with the first price of a sequence: bid, ask and size, which also goes to the open bars. */
    void onQuote(Step step, Input.Tick tick) {
        Input.Book book = tick.book();
        putIfGiven(step, ValueKind.BID, book.bid());
        putIfGiven(step, ValueKind.ASK, book.ask());
        if (book.bid() != null || book.ask() != null) {
            putMiddle(step);
        }
        for (History value : values.values()) {
            if (value instanceof Volume volume) {
                volume.onTick(step, tick.size());
            } else if (value instanceof BarValue barValue) {
                long endNs = endOfBar(barValue.watched().bar(), step.timeNs());
                barValue.onTick(endNs, tick.prices().last(), tick.size());
            }
        }
    }

    private void putIfGiven(Step step, ValueKind kind, Long price) {
        if (price != null) {
            history(Watched.of(kind)).put(step.number(), price);
        }
    }

    private void putMiddle(Step step) {
        Long bid = history(Watched.of(ValueKind.BID)).present(step.timeNs());
        Long ask = history(Watched.of(ValueKind.ASK)).present(step.timeNs());
        if (bid != null && ask != null) {
            BigInteger sum = BigInteger.valueOf(bid).add(BigInteger.valueOf(ask));
            history(Watched.of(ValueKind.MID)).put(step.number(), Averages.rounded(sum, BigInteger.TWO));
            history(Watched.of(ValueKind.SPREAD)).put(step.number(), ask - bid);
        }
    }

    /** After all other values of the step have changed. */
    void moveDifferences(Step step) {
        differences.values().forEach(difference -> difference.move(step));
    }

    /** After all values of the step have changed, and before any condition is looked at. */
    void fillWindows(Step step) {
        windows.forEach((of, window) -> {
            History value = history(of.watched);
            if (value.hasEvent(step.number())) {
                window.add(step.timeNs(), value.present(step.timeNs()));
            }
        });
    }

    /** When the open bar of this length ends, or {@code null} when none is open. */
    Long endOfOpenBar(Bar length) {
        for (History value : values.values()) {
            if (value instanceof BarValue barValue && barValue.isOpen(length)) {
                return barValue.endNs();
            }
        }
        return null;
    }

    void closeBars(Step step, Bar length) {
        for (History value : values.values()) {
            if (value instanceof BarValue barValue && barValue.isOpen(length)) {
                barValue.closeBar(step.number());
            }
        }
    }

    /** All values of a length share its bars: the day roll in force when one opened decides when it ends. */
    private long endOfBar(Bar length, long timeNs) {
        Long openEndNs = endOfOpenBar(length);
        long lengthNs = lengthNs(length);
        long shiftNs = length == Bar.P1D ? dayRollNs : 0;
        return openEndNs == null ? (Math.floorDiv(timeNs - shiftNs, lengthNs) + 1) * lengthNs + shiftNs : openEndNs;
    }

    private static long lengthNs(Bar length) {
        return switch (length) {
            case PT1M -> MINUTE_NS;
            case PT5M -> 5 * MINUTE_NS;
            case PT15M -> 15 * MINUTE_NS;
            case PT1H -> 60 * MINUTE_NS;
            case P1D -> DAY_NS;
            default -> throw new IllegalArgumentException(length.toString());
        };
    }

    private long day(long timeNs) {
        return Math.floorDiv(timeNs - dayRollNs, DAY_NS);
    }

    /** Lets begin and end what lives only as long as an alert that is active, latched or paused needs it. */
    void updateLives(Step step) {
        Set<Watched> watched = new HashSet<>();
        Set<DifferenceKey> levels = new HashSet<>();
        Set<WindowKey> moves = new HashSet<>();
        alerts.values().stream()
                .filter(Alert::isInForce)
                .flatMap(alert -> alert.clauses().stream())
                .filter(clause -> clause.instrument() == this)
                .map(Clause::condition)
                .forEach(condition -> {
                    watched.add(condition.of());
                    watched.add(condition.levelValue());
                    if (condition.levelValue() != null) {
                        levels.add(DifferenceKey.of(condition));
                    }
                    if (condition.isMove()) {
                        moves.add(WindowKey.of(condition));
                    }
                });
        values.keySet().removeIf(each -> !isAlwaysThere(each) && !watched.contains(each));
        watched.stream().filter(Objects::nonNull).forEach(each -> values.computeIfAbsent(each, Instrument::born));
        differences.keySet().retainAll(levels);
        levels.forEach(each -> differences.computeIfAbsent(
                each, key -> new Difference(history(key.watched), history(key.level), step)));
        windows.keySet().retainAll(moves);
        moves.stream().filter(each -> !windows.containsKey(each)).forEach(each -> begin(each, step.timeNs()));
    }

    private static boolean isAlwaysThere(Watched watched) {
        return watched.kind().compareTo(ValueKind.SPREAD) <= 0;
    }

    private static History born(Watched watched) {
        return watched.kind() == ValueKind.VOLUME ? new Volume(new Span(watched.withinNs())) : new BarValue(watched);
    }

    private void begin(WindowKey of, long nowNs) {
        Window window = new Window(new Span(of.withinNs));
        Long present = history(of.watched).present(nowNs);
        if (present != null) {
            window.add(nowNs, present);
        }
        windows.put(of, window);
    }

    private record DifferenceKey(Watched watched, Watched level) {
        static DifferenceKey of(Condition condition) {
            return new DifferenceKey(condition.of(), condition.levelValue());
        }
    }

    private record WindowKey(Watched watched, long withinNs) {
        static WindowKey of(Condition move) {
            return new WindowKey(move.of(), move.spanNs());
        }
    }
}
