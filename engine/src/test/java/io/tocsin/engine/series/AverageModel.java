package io.tocsin.engine.series;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.codec.ValueKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** One average, computed at each end of a bar from all its bars by the words of the rules. */
final class AverageModel {
    private static final BigInteger MAX_SIZE = BigInteger.ONE.shiftLeft(63).subtract(BigInteger.ONE);
    private static final BigInteger MAX_TRADED = BigInteger.ONE.shiftLeft(117);

    final int id;
    final int symbolId;
    final ValueKind kind;
    final Bar bar;
    final int period;
    long timeNs;
    long step;
    private final List<Closed> bars = new ArrayList<>();
    private final List<BigInteger> events = new ArrayList<>();
    private boolean exists;
    private boolean hasTick;
    private BigInteger size = BigInteger.ZERO;
    private BigInteger traded = BigInteger.ZERO;

    private record Closed(BigInteger close, BigInteger size, BigInteger traded) {}

    AverageModel(int id, int symbolId, ValueKind kind, Bar bar, int period) {
        this.id = id;
        this.symbolId = symbolId;
        this.kind = kind;
        this.bar = bar;
        this.period = period;
    }

    void onTick(long tickPrice, long tickSize) {
        hasTick = true;
        size = size.add(BigInteger.valueOf(tickSize));
        traded = traded.add(BigInteger.valueOf(tickPrice).multiply(BigInteger.valueOf(tickSize)));
    }

    void onBarEnd(long lastPrice, long endNs, long endStep) {
        if (!hasTick) {
            return;
        }
        bars.add(new Closed(BigInteger.valueOf(lastPrice), size, traded));
        hasTick = false;
        size = BigInteger.ZERO;
        traded = BigInteger.ZERO;
        BigInteger value = value();
        exists = value != null;
        if (exists) {
            events.add(value);
            timeNs = endNs;
            step = endStep;
        }
    }

    long last() {
        return exists ? event(1) : NULL_VALUE;
    }

    long previous() {
        return event(exists ? 2 : 1);
    }

    int eventCount() {
        return events.size();
    }

    boolean isAbsentAgain() {
        return !exists && !events.isEmpty();
    }

    @Override
    public String toString() {
        return kind + " " + bar + " " + period + " of " + symbolId;
    }

    private long event(int fromEnd) {
        return events.size() < fromEnd
                ? NULL_VALUE
                : events.get(events.size() - fromEnd).longValueExact();
    }

    private BigInteger value() {
        if (bars.size() < (kind == ValueKind.RSI ? period + 1 : period)) {
            return null;
        }
        List<BigInteger> closes = bars.stream().map(Closed::close).toList();
        return switch (kind) {
            case SMA -> rounded(sum(closes.subList(closes.size() - period, closes.size())), BigInteger.valueOf(period));
            case EMA -> rounded(smoothed(closes, 2, period + 1), BigInteger.ONE.shiftLeft(32));
            case RSI -> rsi(closes);
            default -> vwap(bars.subList(bars.size() - period, bars.size()));
        };
    }

    private BigInteger rsi(List<BigInteger> closes) {
        List<BigInteger> rises = new ArrayList<>();
        List<BigInteger> falls = new ArrayList<>();
        for (int i = 1; i < closes.size(); i++) {
            BigInteger change = closes.get(i).subtract(closes.get(i - 1));
            rises.add(change.max(BigInteger.ZERO));
            falls.add(change.negate().max(BigInteger.ZERO));
        }
        BigInteger g = smoothed(rises, 1, period);
        BigInteger l = smoothed(falls, 1, period);
        return g.add(l).signum() == 0
                ? BigInteger.valueOf(500_000)
                : rounded(g.multiply(BigInteger.valueOf(1_000_000)), g.add(l));
    }

    /** In units of 2⁻³². */
    private BigInteger smoothed(List<BigInteger> values, int a, int b) {
        BigInteger x = floor(sum(values.subList(0, period)).shiftLeft(32), BigInteger.valueOf(period));
        for (BigInteger value : values.subList(period, values.size())) {
            BigInteger way = value.shiftLeft(32).subtract(x).multiply(BigInteger.valueOf(a));
            x = x.add(floor(way, BigInteger.valueOf(b)));
        }
        return x;
    }

    private static BigInteger vwap(List<Closed> bars) {
        for (Closed closed : bars) {
            if (closed.size.compareTo(MAX_SIZE) > 0 || closed.traded.compareTo(MAX_TRADED) > 0) {
                return null;
            }
        }
        BigInteger sizes = sum(bars.stream().map(Closed::size).toList());
        return sizes.signum() == 0
                ? null
                : rounded(sum(bars.stream().map(Closed::traded).toList()), sizes);
    }

    private static BigInteger sum(List<BigInteger> values) {
        return values.stream().reduce(BigInteger.ZERO, BigInteger::add);
    }

    private static BigInteger floor(BigInteger a, BigInteger b) {
        BigInteger[] parts = a.divideAndRemainder(b);
        return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    private static BigInteger rounded(BigInteger a, BigInteger b) {
        return new BigDecimal(a)
                .divide(new BigDecimal(b), 0, RoundingMode.HALF_EVEN)
                .toBigIntegerExact();
    }
}
