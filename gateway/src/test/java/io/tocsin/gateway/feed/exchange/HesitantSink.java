package io.tocsin.gateway.feed.exchange;

import io.tocsin.gateway.feed.Bar;
import io.tocsin.gateway.feed.TickBatch;
import io.tocsin.gateway.feed.TickSink;
import java.util.concurrent.CompletionStage;

/** Takes its first tick when something is over, as an engine that is busy; counts the rest. */
final class HesitantSink implements TickSink {
    private final Runnable wait;
    int ticks;
    int heard;

    HesitantSink(Runnable wait) {
        this.wait = wait;
    }

    @Override
    public int register(String symbol) {
        return 0;
    }

    @Override
    public void offer(int symbolId, int decimals, long price, long bid, long ask, long size, long exchangeTimeNs) {
        if (ticks == 0) {
            wait.run();
        }
        ticks++;
    }

    @Override
    public CompletionStage<Integer> registerSoon(String symbol) {
        throw new AssertionError(symbol);
    }

    @Override
    public TickBatch batch(String source) {
        throw new AssertionError(source);
    }

    @Override
    public void offer(int symbolId, int decimals, Bar bar) {
        throw new AssertionError(bar);
    }

    @Override
    public void offerLate(int symbolId, int decimals, long price, long size, long exchangeTimeNs) {
        ticks++;
    }

    @Override
    public void openGap(int symbolId, long firstId, long lastId) {
        throw new AssertionError(firstId);
    }

    @Override
    public void closeGap(int symbolId, long firstId, long lastId, boolean isFilled) {
        throw new AssertionError(firstId);
    }

    @Override
    public void heard() {
        heard++;
    }

    @Override
    public void reject(String position, String reason) {
        throw new AssertionError(reason);
    }
}
