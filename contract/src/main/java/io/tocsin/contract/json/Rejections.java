package io.tocsin.contract.json;

import io.tocsin.contract.value.Times;
import io.tocsin.engine.codec.RejectReason;
import java.util.List;
import java.util.Locale;

/** How the outside sees that the engine has rejected an input. Any thread. */
public final class Rejections {
    private static final String CAPACITY_TITLE = "The node is full";

    private Rejections() {}

    /** The name of a reason outside: {@code price-jump}. */
    public static String codeOf(RejectReason reason) {
        return switch (reason) {
            case SYMBOL_CAPACITY, ALERT_CAPACITY, DEVICE_CAPACITY, SERIES_CAPACITY, SOURCE_CAPACITY -> "capacity";
            default -> reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
        };
    }

    /**
     * The problem that a rejection is.
     *
     * @param bound   what the reason speaks of.
     * @param pointer to what the command was made from within the request; empty for the whole body.
     */
    public static Problem problemOf(RejectReason reason, long bound, String pointer) {
        String code = codeOf(reason);
        return switch (reason) {
            case UNKNOWN_ALERT -> new Problem("not-found", "Not found", 404, "There is no such alert");
            case VERSION_CONFLICT ->
                new Problem("stale-version", "The alert has changed", 412, "It is at version " + bound);
            case IDEMPOTENCY_CONFLICT ->
                new Problem(code, "The Idempotency-Key is taken", 409, "It was used before with another request");
            case IDEMPOTENCY_LIMIT ->
                new Problem(
                        code,
                        "Too many Idempotency-Keys",
                        422,
                        "One user can use " + bound + " within a day (idempotency.max-keys-per-user)");
            case IDEMPOTENCY_CAPACITY ->
                new Problem(
                        code,
                        CAPACITY_TITLE,
                        422,
                        "It keeps " + bound + " Idempotency-Keys for a day (idempotency.max-keys)");
            case ALERT_LIMIT ->
                new Problem(code, "Too many alerts", 422, "One user can have " + bound + " (max-alerts-per-user)");
            case ALERT_CAPACITY ->
                new Problem(code, CAPACITY_TITLE, 422, "It holds " + bound + " alerts (engine.max-alerts)");
            case SYMBOL_CAPACITY ->
                new Problem(code, CAPACITY_TITLE, 422, "It holds " + bound + " symbols (engine.max-symbols)");
            case DEVICE_CAPACITY -> new Problem(code, CAPACITY_TITLE, 422, "It holds " + bound + " devices");
            case SERIES_CAPACITY ->
                new Problem(
                        code,
                        CAPACITY_TITLE,
                        422,
                        "It holds " + bound + " watched values and windows, in all (engine.max-series) or of one symbol"
                                + " (engine.max-series-per-symbol)");
            case SOURCE_CAPACITY ->
                new Problem(code, CAPACITY_TITLE, 422, "It knows " + bound + " sources that number their ticks");
            case SYMBOL_IN_USE ->
                new Problem(
                        code,
                        "The symbol is in use",
                        409,
                        "Its decimals stay " + bound + ", for it has a price or alerts in units of them");
            case DECIMALS_CHANGED ->
                new Problem(
                        code, "The symbol was changed meanwhile", 409, "Its prices now have " + bound + " decimals");
            case ALERT_EXPIRED ->
                new Problem(
                        code,
                        "The alert has expired",
                        409,
                        "It ended at " + Times.format(bound) + "; replace it to go on");
            case EXPIRES_IN_PAST ->
                new InvalidRequestException(List.of(new FieldError(
                                pointer + "/expiresAt", "must be later than now, " + Times.format(bound))))
                        .problem();
            case PRICE_NOT_POSITIVE, PRICE_OUT_OF_RANGE, PRICE_JUMP, UNKNOWN_SYMBOL, MALFORMED, NULL_VAL ->
                new Problem(code, "The command was rejected", 422, "The engine says " + code);
        };
    }
}
