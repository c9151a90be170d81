package io.tocsin.gateway.alerts;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.alert.AlertDefinition;
import io.tocsin.contract.alert.AlertRequests;
import io.tocsin.contract.json.InvalidRequestException;
import io.tocsin.contract.value.Decimals;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.gateway.command.Outcome;
import io.tocsin.gateway.market.Symbol;
import io.tocsin.gateway.market.SymbolDirectory;

/**
 * Reads definitions by the scale of their symbols.
 * <p>
 * A symbol may get another scale between the reading of a definition and its arrival at the engine, which then rejects
 * it. It must be read once more by the new scale, which the directory has learnt before the rejection.
 */
final class AlertDefinitions {
    private final SymbolDirectory symbols;

    AlertDefinitions(SymbolDirectory symbols) {
        this.symbols = symbols;
    }

    /** @param pointer to the definition within the request; empty when it is the whole body. */
    AlertDefinition read(JsonNode json, String pointer) throws InvalidRequestException {
        return AlertRequests.parse(json, pointer, this::decimalsOf);
    }

    /** Whether the definition must be read once more. */
    static boolean isOutdated(Outcome<?> outcome) {
        return outcome instanceof Outcome.Rejected<?> rejected && rejected.reason() == RejectReason.DECIMALS_CHANGED;
    }

    private int decimalsOf(String symbol) {
        return symbols.find(symbol).map(Symbol::decimals).orElse(Decimals.DEFAULT_DECIMALS);
    }
}
