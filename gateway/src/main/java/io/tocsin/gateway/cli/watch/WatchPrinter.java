package io.tocsin.gateway.cli.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/** Prints what the stream says, one line each; in colour for a terminal. One thread at a time. */
public final class WatchPrinter {
    private static final String RESET = "\u001b[0m";
    private static final String UP = "\u001b[32m";
    private static final String DOWN = "\u001b[31m";
    private static final String FAINT = "\u001b[2m";
    private static final String ALERT = "\u001b[1;30;43m";
    private static final int TIME_START = "2013-11-25T".length();
    private static final int TIME_END = TIME_START + "00:00:00.000".length();

    private final PrintWriter out;
    private final boolean colour;
    private final Map<String, BigDecimal> lastPrices = new HashMap<>();

    public WatchPrinter(PrintWriter out, boolean colour) {
        this.out = out;
        this.colour = colour;
    }

    /** Prints a message of the server that is meant for people; others are passed over. */
    void print(JsonNode message) {
        switch (message.path("type").asText()) {
            case "tick", "snapshot" -> price(message);
            case "alert" -> alert(message);
            case "state" -> state(message);
            case "resumed" -> {
                if (!message.path("complete").asBoolean()) {
                    note("some alerts in between are not kept any more");
                }
            }
            case "error" ->
                note(message.path("code").asText() + ": "
                        + message.path("detail").asText());
            default -> {
                // of interest to programs only
            }
        }
    }

    /** A remark of the watcher itself. */
    void note(String text) {
        line(FAINT, "-- " + text);
    }

    private void price(JsonNode message) {
        String symbol = message.path("symbol").asText();
        String price = message.path("price").asText();
        BigDecimal now = new BigDecimal(price);
        BigDecimal before = lastPrices.put(symbol, now);
        int direction = before == null ? 0 : now.compareTo(before);
        String arrow = direction > 0 ? "^" : direction < 0 ? "v" : " ";
        StringBuilder text = new StringBuilder()
                .append(time(message))
                .append(String.format("  %-10s %s %14s", symbol, arrow, price));
        if (message.has("size")) {
            text.append("  size ").append(message.path("size").asText());
        }
        if (message.has("count")) {
            text.append("  low ").append(message.path("low").asText());
            text.append("  high ").append(message.path("high").asText());
            text.append("  of ").append(message.path("count").asText());
        }
        line(direction > 0 ? UP : direction < 0 ? DOWN : "", text.toString());
    }

    private void alert(JsonNode message) {
        line(
                ALERT,
                time(message) + "  ALERT " + message.path("alert").asText() + "  "
                        + message.path("message").asText() + "  (event "
                        + message.path("event").asText()
                        + (message.path("late").asBoolean() ? ", on a trade that came late" : "")
                        + (message.path("stale").asBoolean() ? ", on a price that may be old" : "")
                        + (message.path("replayed").asBoolean() ? ", while you were away)" : ")"));
    }

    private void state(JsonNode message) {
        String meaning = switch (message.path("state").asText()) {
            case "live" -> "has live prices";
            case "stale" -> "is stale: no source of it is heard from";
            case "gap" -> "has a gap: trades are missing";
            case "closed" -> "is closed";
            default -> message.path("state").asText();
        };
        line(FAINT, time(message) + "  " + message.path("symbol").asText() + ' ' + meaning);
    }

    /** To the millisecond, in UTC. */
    private static String time(JsonNode message) {
        String time = message.path("time").asText().replace("Z", "");
        String padded = time + (time.indexOf('.') < 0 ? ".000" : "000");
        return padded.length() < TIME_END ? time : padded.substring(TIME_START, TIME_END);
    }

    private void line(String style, String text) {
        // What others wrote must not steer the terminal.
        String safe = text.replaceAll("\\p{Cntrl}", "?");
        out.println(colour && !style.isEmpty() ? style + safe + RESET : safe);
        out.flush();
    }
}
