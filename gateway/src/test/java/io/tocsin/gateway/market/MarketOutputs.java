package io.tocsin.gateway.market;

import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.SymbolChangedEncoder;
import io.tocsin.engine.port.OutputListener;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Scripts the outputs of an engine about symbols and prices; one thread. */
public final class MarketOutputs {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final SymbolChangedEncoder symbolChanged = new SymbolChangedEncoder();
    private final List<OutputListener> listeners;

    public MarketOutputs(final OutputListener... listeners) {
        this.listeners = List.of(listeners);
    }

    public void symbol(final Symbol symbol) {
        symbolChanged
                .wrapAndApplyHeader(buffer, 0, header)
                .maxJumpPpm(symbol.maxJumpPpm())
                .dayRollNs(symbol.dayRollNs())
                .symbolId(symbol.id())
                .decimals((short) symbol.decimals())
                .symbolName(symbol.name());
        emit(MessageHeaderEncoder.ENCODED_LENGTH + symbolChanged.encodedLength());
    }

    public void tick(final int symbolId, final long sequence, final long timeNs, final long price, final long size) {
        tick(AcceptedTick.of(symbolId, sequence, timeNs, price, size));
    }

    public void tick(final AcceptedTick tick) {
        emit(tick.encode(buffer));
    }

    private void emit(final int length) {
        listeners.forEach(listener -> listener.onOutput(buffer, 0, length));
    }
}
