package io.tocsin.benchmarks;

import io.tocsin.contract.ingest.TickSender;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Ticks by a {@link TickSender}, over one connection: a few symbols much, many rarely, and prices that wander. */
final class TcpLoad implements IngestLoad {
    private static final int SYMBOLS = 200;
    private static final int DECIMALS = 2;
    private static final int TICKS = 1 << 16;
    private static final int BETWEEN_LOOKS = 1_000;

    private final TickSender sender;
    private final int[] symbols = new int[TICKS];
    private final long[] prices = new long[TICKS];
    private final long[] sizes = new long[TICKS];
    private int next;
    private long lastTicks;

    TcpLoad(int port, String token) throws IOException {
        sender = TickSender.connect("127.0.0.1", port, "bench", () -> token);
        int[] ids = new int[SYMBOLS];
        for (int i = 0; i < SYMBOLS; i++) {
            ids[i] = sender.define("TCP" + i);
        }
        SplittableRandom random = new SplittableRandom(18);
        long[] cents = random.longs(SYMBOLS, 1_000, 10_000_000).toArray();
        for (int i = 0; i < TICKS; i++) {
            int symbol = random.nextInt(1 + random.nextInt(SYMBOLS));
            cents[symbol] = Math.max(100, cents[symbol] + random.nextInt(-20, 21));
            symbols[i] = ids[symbol];
            prices[i] = cents[symbol];
            sizes[i] = random.nextInt(1_000_000_000);
        }
    }

    @Override
    public double ticksPerSecond(long durationNs) throws IOException {
        long startNs = System.nanoTime();
        long sent = 0;
        while (System.nanoTime() - startNs < durationNs) {
            for (int i = 0; i < BETWEEN_LOOKS; i++) {
                sender.send(symbols[next], DECIMALS, prices[next], sizes[next], startNs);
                next = (next + 1) % TICKS;
            }
            sent += BETWEEN_LOOKS;
        }
        sender.awaitAcknowledged();
        lastTicks = sent;
        return sent * (double) TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - startNs);
    }

    @Override
    public long lastTicks() {
        return lastTicks;
    }

    @Override
    public void close() throws IOException {
        sender.close();
    }
}
