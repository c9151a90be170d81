package io.tocsin.gateway.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Notes what a feed offers, and interrupts it after so much. */
public final class TestSink implements TickSink {
    public final List<String> symbols = new ArrayList<>();
    public final List<Tick> ticks = new ArrayList<>();
    public final List<BarOf> bars = new ArrayList<>();
    public final List<String> rejects = new ArrayList<>();
    /** Which of the ticks came late. */
    public final List<Integer> late = new ArrayList<>();

    public final List<String> gaps = new ArrayList<>();
    public int heard;
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
    public CompletionStage<Integer> registerSoon(String symbol) {
        throw new UnsupportedOperationException();
    }

    @Override
    public TickBatch batch(String source) {
        throw new UnsupportedOperationException();
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
    public void offerLate(int symbolId, int decimals, long price, long size, long exchangeTimeNs)
            throws InterruptedException {
        late.add(ticks.size());
        offer(symbolId, decimals, price, size, exchangeTimeNs);
    }

    @Override
    public void openGap(int symbolId, long firstId, long lastId) {
        gaps.add(symbols.get(symbolId) + " open " + firstId + "-" + lastId);
    }

    @Override
    public void closeGap(int symbolId, long firstId, long lastId, boolean isFilled) {
        gaps.add(symbols.get(symbolId) + (isFilled ? " filled " : " given up ") + firstId + "-" + lastId);
    }

    @Override
    public void heard() {
        heard++;
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
