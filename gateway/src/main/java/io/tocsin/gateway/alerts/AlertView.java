package io.tocsin.gateway.alerts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.alert.AlertDefinition;
import io.tocsin.contract.alert.AlertJson;
import io.tocsin.contract.alert.AlertState;

/** An alert as its owner sees it: what was asked for, and what has become of it. */
public record AlertView(AlertDefinition definition, AlertState state) {
    /** As the contract shows it. */
    public ObjectNode toJson() {
        return AlertJson.of(definition, state);
    }
}
