package io.tocsin.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.alert.AlertEventJson;
import io.tocsin.contract.json.Json;
import io.tocsin.engine.codec.AlertFiredDecoder;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Prints the firings of a backtest, a JSON object a line, and counts them by day (UTC). */
final class FiringLines implements Backtest.FiringListener {
    private static final int LINES_PER_CHECK = 1000;

    private final PrintWriter out;
    private final Map<LocalDate, Long> days = new TreeMap<>();
    private long firings;
    private boolean isClosed;

    FiringLines(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void onFiring(int index, AlertFiredDecoder firing) {
        ObjectNode event = AlertEventJson.of(firing, false).put("index", index);
        out.println(new String(Json.encode(event), UTF_8));
        long seconds = Math.floorDiv(firing.timestampNs(), TimeUnit.SECONDS.toNanos(1));
        days.merge(LocalDate.ofInstant(Instant.ofEpochSecond(seconds), ZoneOffset.UTC), 1L, Long::sum);
        if (++firings % LINES_PER_CHECK == 0) {
            isClosed = out.checkError();
        }
    }

    @Override
    public boolean isClosed() {
        return isClosed;
    }

    /** By day. */
    Map<LocalDate, Long> days() {
        return days;
    }

    long firings() {
        return firings;
    }
}
