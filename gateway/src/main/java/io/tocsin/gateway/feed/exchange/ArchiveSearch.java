package io.tocsin.gateway.feed.exchange;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks for missing trades in the archive of an exchange, page by page and again until time is up, as an archive may
 * not have them yet. It has two threads, so that an exchange is not asked too much at once; what waits for them is at
 * most one search a symbol.
 */
final class ArchiveSearch implements GapFiller, AutoCloseable {
    private static final int THREADS = 2;

    private final ExchangeDialect dialect;
    private final URI rest;
    private final TradeArchive archive;
    private final long retryPauseNs;
    private final Mailbox mailbox;
    private final ExecutorService executor;

    ArchiveSearch(
            ExchangeConfig config, ExchangeDialect dialect, TradeArchive archive, Timing timing, Mailbox mailbox) {
        this.dialect = dialect;
        this.rest = config.rest();
        this.archive = archive;
        this.retryPauseNs = timing.retryPause().toNanos();
        this.mailbox = mailbox;
        AtomicInteger threads = new AtomicInteger();
        this.executor = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "tocsin-feed-" + config.name() + "-gap-" + threads.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void request(Missing missing, long deadlineNs) {
        executor.execute(() -> search(missing, deadlineNs));
    }

    /** Whatever happens, a gap hears of its end, in the order of what was found. */
    private void search(Missing missing, long deadlineNs) {
        NavigableMap<Long, Trade> found = new TreeMap<>();
        String reason = "the search failed";
        try {
            reason = searchUntil(deadlineNs, missing, found);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            if (found.size() < missing.count()) {
                mailbox.put(new Arrival.NotFound(missing, reason));
            }
        }
    }

    /** Why not all of them are found, if so. */
    private String searchUntil(long deadlineNs, Missing missing, NavigableMap<Long, Trade> found)
            throws InterruptedException {
        String reason = "there was no time to ask";
        while (waitForArchive(deadlineNs)) {
            try {
                ask(missing, deadlineNs, found);
                reason = "the archive has " + found.size() + " of them";
            } catch (MalformedMessageException malformed) {
                reason = "the archive's answer: " + malformed.getMessage();
            } catch (TradeArchive.NoAnswerException failed) {
                reason = "the archive: " + failed.getMessage();
                if (!failed.mayPass()) {
                    return reason;
                }
            }
            if (found.size() == missing.count()) {
                return reason;
            }
            TimeUnit.NANOSECONDS.sleep(Math.min(retryPauseNs, Math.max(deadlineNs - System.nanoTime(), 0)));
        }
        return reason;
    }

    /** False when it may not be asked in time. */
    private boolean waitForArchive(long deadlineNs) throws InterruptedException {
        long nowNs = System.nanoTime();
        long waitNs = archive.closedUntilNs() - nowNs;
        if (deadlineNs - nowNs <= Math.max(waitNs, 0)) {
            return false;
        }
        if (waitNs > 0) {
            TimeUnit.NANOSECONDS.sleep(waitNs);
        }
        return true;
    }

    /**
     * Page by page, as long as they bring something that is missing. The first one may be of trades that are too new.
     */
    private void ask(Missing missing, long deadlineNs, NavigableMap<Long, Trade> found)
            throws MalformedMessageException, TradeArchive.NoAnswerException, InterruptedException {
        URI last = null;
        for (int page = 0; ; page++) {
            long leftNs = deadlineNs - System.nanoTime();
            if (leftNs <= 0) {
                return;
            }
            URI url = dialect.archivePage(rest, missing, page, found);
            if (url.equals(last)) {
                return;
            }
            last = url;
            List<Trade> trades = dialect.archived(archive.get(url, Duration.ofNanos(leftNs))).stream()
                    .filter(trade -> missing.includes(trade.id()) && !found.containsKey(trade.id()))
                    .toList();
            trades.forEach(trade -> found.put(trade.id(), trade));
            if (!trades.isEmpty()) {
                mailbox.put(new Arrival.Found(missing, trades));
            }
            if (found.size() == missing.count() || (trades.isEmpty() && page > 0)) {
                return;
            }
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
