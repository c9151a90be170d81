package io.tocsin.contract.alert;

import static io.tocsin.contract.alert.AlertDefinition.NULL_VALUE;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.json.FieldErrors;
import io.tocsin.contract.json.InvalidRequestException;
import io.tocsin.contract.json.RequestObject;
import io.tocsin.contract.value.Decimals;
import io.tocsin.contract.value.SymbolNames;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToIntFunction;

/**
 * Turns the JSON of an alert into its definition, or says all that is wrong with it. One request, one thread.
 * <p>
 * Only what depends on nothing but the request is checked here; the engine has the last word on the rest.
 */
public final class AlertRequests {
    public static final int MAX_MESSAGE_LENGTH = 256;

    private final ToIntFunction<String> decimalsOf;
    private final FieldErrors errors = new FieldErrors();

    private AlertRequests(ToIntFunction<String> decimalsOf) {
        this.decimalsOf = decimalsOf;
    }

    /**
     * Reads an alert.
     *
     * @param pointer    of the alert within the request; empty for the whole body.
     * @param decimalsOf the scale of the prices of a symbol, which need not be known yet.
     */
    public static AlertDefinition parse(JsonNode alert, String pointer, ToIntFunction<String> decimalsOf)
            throws InvalidRequestException {
        AlertRequests request = new AlertRequests(decimalsOf);
        AlertDefinition definition = request.read(new RequestObject(alert, pointer, request.errors));
        request.errors.throwIfAny();
        return definition;
    }

    /** What it returns means something only when no error was noted. */
    private AlertDefinition read(RequestObject alert) {
        String symbol = readSymbol(alert);
        ConditionRequests.Conditions conditions = new ConditionRequests(symbol, this::scaleOf).read(alert);
        TriggerRequests.Trigger trigger = TriggerRequests.read(alert, conditions);
        OptionalLong expiresAtNs = alert.time("expiresAt");
        List<Action> actions = ActionRequests.read(alert);
        String message = readMessage(alert);
        OnStale onStale = alert.word("onStale", EnumSet.allOf(OnStale.class)).orElse(OnStale.FIRE);
        alert.rejectUnknown();
        return new AlertDefinition(
                symbol,
                conditions.type(),
                conditions.list(),
                trigger.mode(),
                trigger.cooldownNs(),
                trigger.reset(),
                expiresAtNs.orElse(NULL_VALUE),
                actions,
                message,
                onStale);
    }

    private static String readSymbol(RequestObject alert) {
        alert.require("symbol");
        Optional<String> symbol = alert.text("symbol");
        if (symbol.isPresent() && !SymbolNames.isValid(symbol.get())) {
            alert.error("symbol", SymbolNames.RULE);
            return "";
        }
        return symbol.orElse("");
    }

    /** Of a symbol that is none, the scale that one has by default. */
    private int scaleOf(String symbol) {
        return symbol.isEmpty() ? Decimals.DEFAULT_DECIMALS : decimalsOf.applyAsInt(symbol);
    }

    private static String readMessage(RequestObject alert) {
        Optional<String> message = alert.text("message");
        message.ifPresent(text -> {
            if (text.codePointCount(0, text.length()) > MAX_MESSAGE_LENGTH) {
                alert.error("message", "must be at most " + MAX_MESSAGE_LENGTH + " characters");
            }
            if (text.chars().anyMatch(AlertRequests::isForbidden)) {
                alert.error("message", "must not hold control characters but tabs and line breaks");
            }
            MessageTemplate.fault(text).ifPresent(fault -> alert.error("message", fault));
        });
        return message.orElse("");
    }

    private static boolean isForbidden(int character) {
        return Character.isISOControl(character) && character != '\t' && character != '\n' && character != '\r';
    }
}
