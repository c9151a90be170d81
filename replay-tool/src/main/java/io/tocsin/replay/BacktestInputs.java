package io.tocsin.replay;

import io.tocsin.contract.alert.AlertDefinition;
import io.tocsin.contract.alert.DefinitionFrame;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.wire.InputEncoder;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** Encodes what no journal holds, one input at a time. Each method returns the input's length. One thread. */
final class BacktestInputs {
    private static final InputEncoder.User USER = new InputEncoder.User("default", "backtest");

    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(512);
    private final InputEncoder encoder = new InputEncoder();
    private final DefinitionFrame definition = new DefinitionFrame();

    /** Holds the last input, from its start on. */
    DirectBuffer buffer() {
        return buffer;
    }

    int limits(Limits limits) {
        return next().setLimits(limits);
    }

    /** Makes a symbol known. */
    int symbol(String name, int decimals) {
        return next().configureSymbol(name, InputEncoder.ABSENT, InputEncoder.ABSENT, decimals, "", "");
    }

    int settings(String name, long maxJumpPpm, long dayRollNs) {
        return next().configureSymbol(name, maxJumpPpm, dayRollNs, -1, "", "");
    }

    int alert(AlertDefinition alert) {
        int length = definition.encode(alert);
        return next().createAlert(USER, new InputEncoder.Definition(definition.buffer(), length), "", 0, 0, 0);
    }

    /** A price without a quote. */
    int tick(int symbolId, int decimals, long price, long size) {
        return next().tick(
                        symbolId, decimals, price, size, InputEncoder.ABSENT, InputEncoder.ABSENT, InputEncoder.ABSENT);
    }

    int clock() {
        return next().clock();
    }

    private InputEncoder next() {
        return encoder.wrap(buffer, 0, 0);
    }
}
