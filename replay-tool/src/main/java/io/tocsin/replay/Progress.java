package io.tocsin.replay;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import picocli.CommandLine.Help.Ansi;

/** Shows on a terminal how far long work is, at what rate, and when it will be done. One thread. */
final class Progress {
    private static final long PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintWriter terminal;
    private final long startNs = System.nanoTime();
    private long shownNs = startNs;
    private boolean isShown;
    private boolean isDone;

    private Progress(PrintWriter terminal) {
        this.terminal = terminal;
    }

    /** Shows nothing unless there is somebody at a terminal. */
    static Progress on(PrintWriter err) {
        return new Progress(Ansi.AUTO.enabled() ? err : null);
    }

    /** @param totalBytes asked for only when something is shown. */
    void update(long inputs, long doneBytes, LongSupplier totalBytes) {
        if (terminal == null || isDone) {
            return;
        }
        long nowNs = System.nanoTime();
        if (nowNs - shownNs < PERIOD_NS) {
            return;
        }
        shownNs = nowNs;
        isShown = true;
        long allBytes = totalBytes.getAsLong();
        long elapsedMs = Math.max(1, TimeUnit.NANOSECONDS.toMillis(nowNs - startNs));
        long leftS = doneBytes == 0 ? 0 : (allBytes - doneBytes) * elapsedMs / doneBytes / 1000;
        terminal.printf(
                Locale.ROOT,
                "%s%d%%  %d inputs  %d/s  %d s left",
                CLEAR_LINE,
                allBytes == 0 ? 100 : 100 * doneBytes / allBytes,
                inputs,
                inputs * 1000 / elapsedMs,
                leftS);
        terminal.flush();
    }

    /** Shows nothing any more. */
    void done() {
        isDone = true;
        if (isShown) {
            isShown = false;
            terminal.print(CLEAR_LINE);
            terminal.flush();
        }
    }
}
