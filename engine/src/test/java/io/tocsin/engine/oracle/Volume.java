package io.tocsin.engine.oracle;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** The sizes of the ticks in a window, summed. */
final class Volume extends History {
    private static final BigInteger MOST = BigInteger.ONE.shiftLeft(62);

    private final List<Traded> ticks = new ArrayList<>();
    private final Span span;
    /** What was found last, as many alerts ask the same. */
    private Sum known;

    Volume(Span span) {
        this.span = span;
    }

    void onTick(Step step, long size) {
        ticks.add(new Traded(step.timeNs(), size));
        known = null;
        put(step.number(), present(step.timeNs()));
    }

    /** What has left the window since the last tick does not count any more. */
    @Override
    public Long present(long timeNs) {
        if (ticks.isEmpty()) {
            return null;
        }
        if (known == null || known.timeNs != timeNs) {
            known = new Sum(timeNs, sum(timeNs));
        }
        return known.size;
    }

    private long sum(long timeNs) {
        BigInteger sum = BigInteger.ZERO;
        for (int i = ticks.size() - 1; i >= 0 && span.holds(ticks.get(i).timeNs, timeNs); i--) {
            sum = sum.add(BigInteger.valueOf(ticks.get(i).size));
        }
        return sum.min(MOST).longValueExact();
    }

    private record Traded(long timeNs, long size) {}

    private record Sum(long timeNs, long size) {}
}
