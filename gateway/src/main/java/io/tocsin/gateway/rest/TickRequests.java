package io.tocsin.gateway.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.json.FieldError;
import io.tocsin.contract.json.FieldErrors;
import io.tocsin.contract.json.InvalidRequestException;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.Problem;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.contract.json.RequestObject;
import io.tocsin.contract.tick.TickRequest;
import io.tocsin.contract.value.Decimals;
import io.tocsin.contract.value.SymbolNames;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads ticks, from an array in a JSON object or from lines of JSON. What is no tick at all makes the whole request
 * invalid; what is one with impossible values is left to be rejected by itself. One request, one thread.
 */
final class TickRequests {
    private static final int MAX_TICKS = 10_000;

    private final int maxTicks;
    private final FieldErrors errors = new FieldErrors();
    private final List<TickRequest> ticks = new ArrayList<>();

    private TickRequests(int maxBatch) {
        maxTicks = Math.min(MAX_TICKS, maxBatch);
    }

    static List<TickRequest> read(Request request, int maxBatch) throws ProblemException {
        TickRequests reader = new TickRequests(maxBatch);
        String mediaType = MediaTypes.essence(request.header("Content-Type").orElse(null));
        if (mediaType.equals(MediaTypes.JSON_LINES)) {
            reader.readLines(request.body());
        } else {
            reader.readObject(Json.decode(request.body()));
        }
        reader.errors.throwIfAny();
        return reader.ticks;
    }

    private void readObject(JsonNode json) {
        RequestObject body = new RequestObject(json, "", errors);
        body.require("ticks");
        Optional<List<JsonNode>> array = body.array("ticks");
        body.rejectUnknown();
        if (array.isPresent() && hasRoomFor(array.get().size())) {
            array.get().forEach(this::readTick);
        }
    }

    /** Each line that is not blank is a tick. */
    private void readLines(byte[] text) throws ProblemException {
        int lineNumber = 1;
        int from = 0;
        while (from < text.length && hasRoomFor(ticks.size())) {
            int to = from;
            while (to < text.length && text[to] != '\n') {
                to++;
            }
            if (!isBlank(text, from, to)) {
                readTick(readLine(text, from, to, lineNumber));
            }
            lineNumber++;
            from = to + 1;
        }
    }

    private JsonNode readLine(byte[] text, int from, int to, int lineNumber) throws ProblemException {
        try {
            return Json.decode(Arrays.copyOfRange(text, from, to));
        } catch (InvalidRequestException invalid) {
            throw new InvalidRequestException(invalid.errors().stream()
                    .map(error -> new FieldError("/ticks/" + ticks.size() + error.at(), error.detail()))
                    .toList());
        } catch (ProblemException broken) {
            Problem problem = broken.problem();
            throw new ProblemException(new Problem(
                    problem.code(), problem.title(), problem.status(), "Line " + lineNumber + ": " + problem.detail()));
        }
    }

    private void readTick(JsonNode json) {
        RequestObject tick = new RequestObject(json, "/ticks/" + ticks.size(), errors);
        tick.require("symbol");
        tick.require("price");
        Optional<String> symbol = tick.text("symbol");
        if (symbol.isPresent() && !SymbolNames.isValid(symbol.get())) {
            tick.error("symbol", SymbolNames.RULE);
        }
        BigDecimal price = tick.decimal("price").orElse(BigDecimal.ZERO);
        BigDecimal bid = tick.decimal("bid").orElse(null);
        BigDecimal ask = tick.decimal("ask").orElse(null);
        long size = readSize(tick);
        long timeNs = tick.time("time").orElse(TickRequest.NULL_VALUE);
        tick.rejectUnknown();
        ticks.add(new TickRequest(symbol.orElse(""), price, bid, ask, size, timeNs));
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

    private boolean hasRoomFor(int count) {
        boolean hasRoom = count <= maxTicks;
        if (!hasRoom) {
            errors.add("/ticks", "must hold at most " + maxTicks + " ticks");
        }
        return hasRoom;
    }

    private static boolean isBlank(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] > ' ') {
                return false;
            }
        }
        return true;
    }
}
