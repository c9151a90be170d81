package io.tocsin.gateway.feed.rates;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.gateway.feed.FeedException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/**
 * What came back, read by its body and not by its status, which providers do not use alike.
 *
 * @param timestampS since the epoch, of the rates.
 * @param rates      by currency, exactly as they were given.
 */
record RatesReply(long timestampS, Map<String, BigDecimal> rates) {
    private static final int UNAUTHORIZED = 401;
    /** In front of the point, or zeros behind it. */
    private static final int MOST_DIGITS = 9;

    /** Why there are no rates, and what follows from it. */
    static final class Refusal extends FeedException {
        private static final long serialVersionUID = 1;

        enum Kind {
            /** The key, the account or the plan will not do: only a person can help. */
            NEEDS_A_PERSON,
            /** No more calls in this month. */
            QUOTA_USED_UP,
            /** It may work another time. */
            PASSES
        }

        private final Kind kind;

        Refusal(Kind kind, String message) {
            super(message);
            this.kind = kind;
        }

        Kind kind() {
            return kind;
        }
    }

    /**
     * Reads an answer.
     *
     * @param askedBase what the rates should be of.
     * @throws Refusal when it has no rates.
     */
    static RatesReply read(RatesProvider provider, String askedBase, int status, byte[] body) throws Refusal {
        JsonNode json;
        try {
            json = Json.decode(body);
        } catch (ProblemException notJson) {
            throw new Refusal(Refusal.Kind.PASSES, "the answer with status " + status + " is not JSON");
        }
        if (!json.isObject()) {
            throw new Refusal(Refusal.Kind.PASSES, "the answer with status " + status + " is no object");
        }
        if (json.has("error") || !json.path("success").asBoolean(false)) {
            throw refusal(status, json);
        }
        JsonNode rates = json.get(provider.rates());
        if (!json.path("timestamp").canConvertToLong() || rates == null || !rates.isObject()) {
            throw new Refusal(Refusal.Kind.PASSES, "the answer has no timestamp, or no " + provider.rates());
        }
        String base = json.path(provider.base()).asText("");
        if (!base.equals(askedBase)) {
            throw new Refusal(Refusal.Kind.PASSES, "the rates are of " + base + " and not of " + askedBase);
        }
        Map<String, BigDecimal> byCurrency = new HashMap<>();
        rates.properties().forEach(rate -> {
            if (rate.getValue().isNumber() && isPossible(rate.getValue().decimalValue())) {
                byCurrency.put(
                        provider.currency(rate.getKey(), base), rate.getValue().decimalValue());
            }
        });
        return new RatesReply(json.get("timestamp").longValue(), byCurrency);
    }

    /** More than zero, and of a size with which one can compute. */
    private static boolean isPossible(BigDecimal rate) {
        return rate.signum() > 0 && Math.abs(rate.precision() - rate.scale()) <= MOST_DIGITS;
    }

    private static Refusal refusal(int status, JsonNode json) {
        JsonNode error = json.path("error");
        String code = error.path("code").asText(error.isTextual() ? error.textValue() : "");
        String type = error.path("type").asText("");
        String detail = error.path("info")
                .asText(error.path("message").asText(json.path("message").asText(type)));
        String message = "refused with status " + status + (code.isEmpty() ? "" : ", code " + code)
                + (detail.isEmpty() ? "" : ": " + detail);
        return new Refusal(kind(status, code, type), message);
    }

    private static Refusal.Kind kind(int status, String code, String type) {
        return switch (code) {
            case "101", "102", "105", "invalid_access_key", "missing_access_key" -> Refusal.Kind.NEEDS_A_PERSON;
            case "104" -> Refusal.Kind.QUOTA_USED_UP;
            default ->
                status == UNAUTHORIZED || type.endsWith("_access_restricted")
                        ? Refusal.Kind.NEEDS_A_PERSON
                        : Refusal.Kind.PASSES;
        };
    }
}
