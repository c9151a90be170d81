package io.tocsin.gateway.feed;

import java.util.ArrayList;
import java.util.List;

/** Notes what a feed offers, and interrupts it after so much. */
public final class TestSink implements TickSink {
    public final List<String> symbols = new ArrayList<>();
    public final List<Tick> ticks = new ArrayList<>();
    public final List<BarOf> bars = new ArrayList<>();
    public final List<String> rejects = new ArrayList<>();
    private final int enough;

    public record Tick(String symbol, int decimals, long price, long bid, long ask, long size, long exchangeTimeNs) {}

    public record BarOf(String symbol, int decimals, Bar bar) {}

    public TestSink() {
        this(Integer.MAX_VALUE);
    }

    public TestSink(int enough) {
        this.enough = enough;
    }

    @Override
    public int register(String symbol) {
        if (!symbols.contains(symbol)) {
            symbols.add(symbol);
        }
        return symbols.indexOf(symbol);
    }

    @Override
    public void offer(int symbolId, int decimals, long price, long bid, long ask, long size, long exchangeTimeNs)
            throws InterruptedException {
        ticks.add(new Tick(symbols.get(symbolId), decimals, price, bid, ask, size, exchangeTimeNs));
        requireMore();
    }

    @Override
    public void offer(int symbolId, int decimals, Bar bar) throws InterruptedException {
        bars.add(new BarOf(symbols.get(symbolId), decimals, bar));
        requireMore();
    }

    @Override
    public void reject(String position, String reason) {
        rejects.add(position + ": " + reason);
    }

    private void requireMore() throws InterruptedException {
        if (ticks.size() + bars.size() == enough) {
            throw new InterruptedException("enough");
        }
    }
}
