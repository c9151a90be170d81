package io.tocsin.gateway.websocket.tick;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.json.InvalidRequestException;
import io.tocsin.contract.json.RequestObject;
import io.tocsin.contract.value.SymbolNames;
import io.tocsin.gateway.websocket.request.RefusedException;
import io.tocsin.gateway.websocket.request.Request;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The requests of the channel {@code ticks}. On the connection's event loop. */
public final class TickOps {
    private static final String ALL = "*";
    private static final int MAX_SYMBOLS = 16_384;
    private static final BigDecimal MIN_HZ = new BigDecimal("0.01");
    private static final BigDecimal MAX_HZ = new BigDecimal("1000");
    private static final BigDecimal SECOND_NS = BigDecimal.valueOf(TimeUnit.SECONDS.toNanos(1));

    private TickOps() {}

    public static void subscribe(Request request, TickSubscriptions ticks, ObjectNode ok)
            throws InvalidRequestException {
        request.body().require("symbols");
        Set<String> names = readSymbols(request.body());
        long minIntervalNs = readMinIntervalNs(request.body());
        request.throwIfInvalid();
        boolean all = names.remove(ALL);
        if (ticks.sizeWith(names) > MAX_SYMBOLS) {
            throw RefusedException.of(
                    "subscription-limit", "a connection can subscribe to \"*\" and to " + MAX_SYMBOLS + " symbols");
        }
        if (all) {
            ticks.subscribeAll(minIntervalNs);
        }
        List<String> unregistered = ticks.subscribe(names, minIntervalNs);
        if (!unregistered.isEmpty()) {
            ArrayNode list = ok.putArray("unregistered");
            unregistered.forEach(list::add);
        }
        request.peer().answer(ok);
        ticks.proceed(System.nanoTime());
    }

    public static void unsubscribe(Request request, TickSubscriptions ticks, ObjectNode ok)
            throws InvalidRequestException {
        request.body().require("symbols");
        Set<String> names = readSymbols(request.body());
        request.throwIfInvalid();
        if (names.remove(ALL)) {
            ticks.unsubscribeAll();
        }
        ticks.unsubscribe(names);
        request.peer().answer(ok);
        ticks.proceed(System.nanoTime());
    }

    /** {@code "*"}, or a list of names, which may be {@code "*"} too. */
    private static Set<String> readSymbols(RequestObject body) {
        Set<String> names = new LinkedHashSet<>();
        Optional<JsonNode> value = body.value("symbols");
        if (value.filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .filter(ALL::equals)
                .isPresent()) {
            names.add(ALL);
            return names;
        }
        if (value.isPresent() && value.get().isArray() && !value.get().isEmpty()) {
            for (int i = 0; i < value.get().size(); i++) {
                JsonNode name = value.get().get(i);
                if (name.isTextual() && (name.textValue().equals(ALL) || SymbolNames.isValid(name.textValue()))) {
                    names.add(name.textValue());
                } else {
                    body.error("symbols", "at " + i + " " + SymbolNames.RULE);
                }
            }
        } else if (value.isPresent()) {
            body.error("symbols", "must be \"*\" or an array of names");
        }
        return names;
    }

    private static long readMinIntervalNs(RequestObject body) {
        Optional<BigDecimal> maxHz = body.decimal("maxHz");
        if (maxHz.isEmpty()) {
            return 0;
        }
        if (maxHz.get().compareTo(MIN_HZ) < 0 || maxHz.get().compareTo(MAX_HZ) > 0) {
            body.error("maxHz", "must be from " + MIN_HZ + " to " + MAX_HZ);
            return 0;
        }
        return SECOND_NS.divide(maxHz.get(), 0, RoundingMode.CEILING).longValueExact();
    }
}
