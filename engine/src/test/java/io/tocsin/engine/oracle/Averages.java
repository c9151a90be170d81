package io.tocsin.engine.oracle;

import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.oracle.BarValue.Closed;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A mean over bars, of whichever kind. */
final class Averages {
    private static final BigInteger MOST_SIZE = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger MOST_TRADED = BigInteger.ONE.shiftLeft(117);
    private static final BigInteger WHOLE = BigInteger.valueOf(1_000_000);

    private final ValueKind kind;
    private final int n;
    private final Deque<Closed> last = new ArrayDeque<>();
    private final Smoothed ema;
    private final Smoothed g;
    private final Smoothed l;

    Averages(ValueKind kind, int n) {
        this.kind = kind;
        this.n = n;
        ema = new Smoothed(n, 2, n + 1);
        g = new Smoothed(n, 1, n);
        l = new Smoothed(n, 1, n);
    }

    /** The value once this bar has closed, or {@code null} when it does not exist. */
    Long close(Closed bar) {
        if (!last.isEmpty()) {
            BigInteger rise = b(bar.close()).subtract(b(last.getLast().close()));
            g.add(rise.max(BigInteger.ZERO));
            l.add(rise.negate().max(BigInteger.ZERO));
        }
        ema.add(b(bar.close()));
        last.addLast(bar);
        if (last.size() > n) {
            last.removeFirst();
        }
        return last.size() < n ? null : value();
    }

    private Long value() {
        return switch (kind) {
            case SMA -> rounded(sum(last.stream().map(bar -> b(bar.close())).toList()), b(n));
            case EMA -> rounded(ema.get(), Smoothed.UNIT);
            case RSI -> g.get() == null ? null : rsi(g.get(), l.get());
            case VWAP -> vwap();
            default -> throw new IllegalArgumentException(kind.toString());
        };
    }

    private static Long rsi(BigInteger g, BigInteger l) {
        BigInteger both = g.add(l);
        return both.signum() == 0 ? WHOLE.longValueExact() / 2 : rounded(g.multiply(WHOLE), both);
    }

    private Long vwap() {
        BigInteger size = sum(last.stream().map(Closed::size).toList());
        BigInteger traded = sum(last.stream().map(Closed::traded).toList());
        boolean tooMuch = last.stream()
                .anyMatch(bar ->
                        bar.size().compareTo(MOST_SIZE) > 0 || bar.traded().compareTo(MOST_TRADED) > 0);
        return tooMuch || size.signum() == 0 ? null : rounded(traded, size);
    }

    private static BigInteger sum(List<BigInteger> values) {
        return values.stream().reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** The quotient, rounded half-even. */
    static long rounded(BigInteger dividend, BigInteger divisor) {
        return new BigDecimal(dividend)
                .divide(new BigDecimal(divisor), 0, RoundingMode.HALF_EVEN)
                .longValueExact();
    }

    private static BigInteger b(long value) {
        return BigInteger.valueOf(value);
    }
}
