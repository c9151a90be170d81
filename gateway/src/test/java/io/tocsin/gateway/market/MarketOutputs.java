package io.tocsin.gateway.market;

import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.SymbolChangedEncoder;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.engine.wire.OutputDispatcher;
import java.util.HashSet;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;

/** Scripts the outputs of an engine about symbols and prices; one thread. */
public final class MarketOutputs {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final SymbolChangedEncoder symbolChanged = new SymbolChangedEncoder();
    private final Set<Integer> priced = new HashSet<>();
    private final OutputDispatcher dispatcher;

    public MarketOutputs(OutputListener... listeners) {
        dispatcher = new OutputDispatcher(listeners);
    }

    public void symbol(Symbol symbol) {
        symbol(symbol, 0);
    }

    /** A symbol comes to be, or changes, by an input of that time. */
    public void symbol(Symbol symbol, long timeNs) {
        symbolChanged
                .wrapAndApplyHeader(buffer, 0, header)
                .maxJumpPpm(symbol.maxJumpPpm())
                .dayRollNs(symbol.dayRollNs())
                .symbolId(symbol.id())
                .decimals((short) symbol.decimals())
                .ordinal(0)
                .timestampNs(timeNs)
                .state(symbol.state())
                .symbolName(symbol.name())
                .session("")
                .feed("");
        emit(MessageHeaderEncoder.ENCODED_LENGTH + symbolChanged.encodedLength());
    }

    public void tick(int symbolId, long sequence, long timeNs, long price, long size) {
        tick(AcceptedTick.of(symbolId, sequence, timeNs, price, size));
    }

    /** The first tick of a symbol opens a day. */
    public void tick(AcceptedTick tick) {
        emit((priced.add(tick.symbolId()) ? tick.openingDay() : tick).encode(buffer));
    }

    private void emit(int length) {
        dispatcher.onOutput(buffer, 0, length);
    }
}
