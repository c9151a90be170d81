package io.tocsin.gateway.websocket.tick;

import io.tocsin.engine.codec.SymbolChangedDecoder;
import io.tocsin.engine.codec.TickAcceptedDecoder;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.gateway.market.Symbol;
import io.tocsin.gateway.market.SymbolDirectory;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;

/**
 * Gives accepted ticks to the event loops that have subscribers for them.
 * <p>
 * Runs on the egress thread, after the {@link SymbolDirectory} and the quote board have seen the same output. It never
 * waits and allocates nothing: a tick that somebody wants is encoded once and copied into the queue of each such event
 * loop; one that nobody wants costs a look.
 */
public final class TickFanOut implements OutputListener {
    private final MarketText text = new MarketText();
    private final Conflation single = new Conflation();
    private final TickRecord record = new TickRecord();
    private final SymbolDirectory directory;
    private Symbol[] symbols = new Symbol[64];
    private volatile List<LoopTicks> loops = List.of();

    public TickFanOut(SymbolDirectory directory) {
        this.directory = directory;
    }

    @Override
    public void onBatchEnd() {
        List<LoopTicks> current = loops;
        for (int i = 0; i < current.size(); i++) {
            current.get(i).signal();
        }
    }

    public void attach(List<LoopTicks> eventLoops) {
        loops = List.copyOf(eventLoops);
    }

    @Override
    public void onTick(TickAcceptedDecoder accepted) {
        VarHandle.fullFence(); // the quote board was written before; see TickSubscriptions
        int symbolId = accepted.symbolId();
        List<LoopTicks> current = loops;
        boolean encoded = false;
        for (int i = 0; i < current.size(); i++) {
            LoopTicks loop = current.get(i);
            if (loop.wants(symbolId)) {
                if (!encoded) {
                    encode(accepted);
                    encoded = true;
                }
                loop.offer(record);
            }
        }
    }

    private void encode(TickAcceptedDecoder accepted) {
        single.clear();
        single.add(record.set(accepted));
        text.encode(symbols[accepted.symbolId()], single);
        record.setText(text.bytes(), text.length());
    }

    @Override
    public void onSymbol(SymbolChangedDecoder changed) {
        int symbolId = changed.symbolId();
        if (symbolId >= symbols.length) {
            symbols = Arrays.copyOf(symbols, Math.max(symbolId + 1, 2 * symbols.length));
        }
        Symbol before = symbols[symbolId];
        Symbol symbol = directory.find(symbolId).orElseThrow();
        symbols[symbolId] = symbol;
        if (before != null && before.state() != symbol.state()) {
            for (LoopTicks loop : loops) {
                if (loop.wants(symbolId)) {
                    loop.onState(symbolId);
                }
            }
        }
    }
}
