package io.tocsin.contract.tick;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.json.FieldError;
import io.tocsin.contract.json.FieldErrors;
import io.tocsin.contract.json.InvalidRequestException;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.JsonText;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.contract.json.RequestObject;
import io.tocsin.contract.value.Decimals;
import io.tocsin.contract.value.SymbolNames;
import java.math.BigDecimal;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads ticks, from an array in a JSON object or from lines of JSON. One that cannot be read costs itself only; what is
 * wrong with the text around them costs the whole request. One request, one thread.
 */
public final class TickRequests {
    /** That one request can bring. */
    static final int MAX_TICKS = 10_000;

    private static final Pattern WITHIN_A_TICK = Pattern.compile("/ticks/(0|[1-9][0-9]{0,7})(/.*)?", Pattern.DOTALL);

    private final int maxTicks;
    private final List<TickRequest> ticks = new ArrayList<>();
    private final List<Integer> indexes = new ArrayList<>();
    private final List<Unreadable> unreadable = new ArrayList<>();

    /**
     * What a request brought.
     *
     * @param indexes the place of each tick in the request.
     */
    public record Batch(List<TickRequest> ticks, List<Integer> indexes, List<Unreadable> unreadable) {}

    /** A tick that is none, by its place in the request; code and detail are those of a problem. */
    public record Unreadable(int index, String code, String detail) {}

    private record Line(CharBuffer text, int number) {}

    private TickRequests(int maxTicks) {
        this.maxTicks = Math.min(MAX_TICKS, maxTicks);
    }

    /**
     * Reads a JSON object with the array {@code ticks}.
     *
     * @param maxTicks that there may be, if that is less than ten thousand.
     */
    public static Batch readObject(byte[] body, int maxTicks) throws ProblemException {
        TickRequests reader = new TickRequests(maxTicks);
        reader.readObject(Json.read(Json.characters(body), 1));
        return reader.batch();
    }

    /** Reads a tick from each line; otherwise as {@link #readObject(byte[], int)}. */
    public static Batch readLines(byte[] body, int maxTicks) throws ProblemException {
        TickRequests reader = new TickRequests(maxTicks);
        reader.readLines(Json.characters(body));
        return reader.batch();
    }

    private Batch batch() {
        return new Batch(ticks, indexes, unreadable);
    }

    private void readObject(JsonText text) throws ProblemException {
        Map<Integer, List<JsonText.Fault>> faultsByTick = new HashMap<>();
        List<JsonText.Fault> others = new ArrayList<>();
        for (JsonText.Fault fault : text.faults()) {
            Matcher matcher = WITHIN_A_TICK.matcher(fault.pointer());
            if (matcher.matches()) {
                faultsByTick
                        .computeIfAbsent(Integer.valueOf(matcher.group(1)), index -> new ArrayList<>())
                        .add(fault.within("/ticks/" + matcher.group(1)));
            } else {
                others.add(fault);
            }
        }
        JsonText.throwIfAny(others);
        List<JsonNode> array = readArray(text.value());
        for (int index = 0; index < array.size(); index++) {
            read(index, new JsonText(array.get(index), faultsByTick.getOrDefault(index, List.of())));
        }
    }

    private List<JsonNode> readArray(JsonNode json) throws InvalidRequestException {
        FieldErrors errors = new FieldErrors();
        RequestObject body = new RequestObject(json, "", errors);
        body.require("ticks");
        Optional<List<JsonNode>> array = body.array("ticks");
        body.rejectUnknown();
        errors.throwIfAny();
        requireRoomFor(array.orElseThrow().size());
        return array.get();
    }

    /** Each line that is not blank is a tick; blank ones do not count. */
    private void readLines(CharBuffer text) throws InvalidRequestException {
        List<Line> lines = split(text);
        for (int index = 0; index < lines.size(); index++) {
            Line line = lines.get(index);
            try {
                read(index, Json.read(line.text(), line.number()));
            } catch (ProblemException notJson) {
                reject(index, notJson);
            }
        }
    }

    private List<Line> split(CharBuffer text) throws InvalidRequestException {
        List<Line> lines = new ArrayList<>();
        int number = 1;
        int from = 0;
        while (from < text.length()) {
            int to = from;
            while (to < text.length() && text.charAt(to) != '\n') {
                to++;
            }
            if (!isBlank(text, from, to)) {
                int end = text.charAt(to - 1) == '\r' ? to - 1 : to;
                lines.add(new Line(text.slice(from, end - from), number));
                requireRoomFor(lines.size());
            }
            number++;
            from = to + 1;
        }
        return lines;
    }

    private void requireRoomFor(int count) throws InvalidRequestException {
        if (count > maxTicks) {
            throw new InvalidRequestException(
                    List.of(new FieldError("/ticks", "must hold at most " + maxTicks + " ticks")));
        }
    }

    private void read(int index, JsonText text) {
        try {
            JsonText.throwIfAny(text.faults());
            ticks.add(readTick(text.value()));
            indexes.add(index);
        } catch (ProblemException noTick) {
            reject(index, noTick);
        }
    }

    private void reject(int index, ProblemException why) {
        unreadable.add(new Unreadable(index, why.problem().code(), why.problem().detail()));
    }

    private static TickRequest readTick(JsonNode json) throws InvalidRequestException {
        FieldErrors errors = new FieldErrors();
        RequestObject tick = new RequestObject(json, "", errors);
        tick.require("symbol");
        tick.require("price");
        Optional<String> symbol = tick.text("symbol");
        if (symbol.isPresent() && !SymbolNames.isValid(symbol.get())) {
            tick.error("symbol", SymbolNames.RULE);
        }
        Optional<BigDecimal> price = tick.decimal("price");
        BigDecimal bid = tick.decimal("bid").orElse(null);
        BigDecimal ask = tick.decimal("ask").orElse(null);
        long size = readSize(tick);
        long timeNs = tick.time("time").orElse(TickRequest.NULL_VALUE);
        tick.rejectUnknown();
        errors.throwIfAny();
        return new TickRequest(symbol.orElseThrow(), price.orElseThrow(), bid, ask, size, timeNs);
    }

    private static long readSize(RequestObject tick) {
        Optional<BigDecimal> size = tick.decimal("size");
        long units = size.map(value -> Decimals.toUnits(value, Decimals.SIZE_DECIMALS))
                .orElse(0L);
        if (units < 0 || units > Decimals.MAX_PRICE) {
            tick.error("size", "must be from 0 to " + Decimals.format(Decimals.MAX_PRICE, Decimals.SIZE_DECIMALS));
        }
        return units;
    }

    private static boolean isBlank(CharBuffer text, int from, int to) {
        for (int at = from; at < to; at++) {
            if (text.charAt(at) != ' ' && text.charAt(at) != '\t' && text.charAt(at) != '\r') {
                return false;
            }
        }
        return true;
    }
}
