package io.tocsin.gateway.websocket;

import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.SymbolChangedDecoder;
import io.tocsin.engine.codec.TickAcceptedDecoder;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.gateway.market.Symbol;
import io.tocsin.gateway.market.SymbolDirectory;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.DirectBuffer;

/**
 * Gives accepted ticks to the event loops that have subscribers for them.
 * <p>
 * Runs on the egress thread, after the {@link SymbolDirectory} and the quote board have seen the same output. It never
 * waits and allocates nothing: a tick that somebody wants is encoded once and copied into the queue of each such event
 * loop; one that nobody wants costs a look.
 */
public final class TickFanOut implements OutputListener {
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final TickAcceptedDecoder tick = new TickAcceptedDecoder();
    private final SymbolChangedDecoder symbolChanged = new SymbolChangedDecoder();
    private final MarketText text = new MarketText();
    private final Conflation single = new Conflation();
    private final TickRecord record = new TickRecord();
    private final AtomicLong lastSequence = new AtomicLong();
    private final SymbolDirectory directory;
    private Symbol[] symbols = new Symbol[64];
    private volatile List<LoopTicks> loops = List.of();

    public TickFanOut(final SymbolDirectory directory) {
        this.directory = directory;
    }

    @Override
    public void onOutput(final DirectBuffer message, final int offset, final int length) {
        header.wrap(message, offset);
        switch (header.templateId()) {
            case TickAcceptedDecoder.TEMPLATE_ID -> onTick(tick.wrapAndApplyHeader(message, offset, header));
            case SymbolChangedDecoder.TEMPLATE_ID ->
                onSymbol(symbolChanged
                        .wrapAndApplyHeader(message, offset, header)
                        .symbolId());
            default -> {
                // nothing that is fanned out
            }
        }
        lastSequence.lazySet(sequenceOf(message, offset));
    }

    @Override
    public void onBatchEnd() {
        final List<LoopTicks> current = loops;
        for (int i = 0; i < current.size(); i++) {
            current.get(i).signal();
        }
    }

    void attach(final List<LoopTicks> eventLoops) {
        loops = List.copyOf(eventLoops);
    }

    /** Sequence of the last input that had an output. Any thread. */
    long lastSequence() {
        return lastSequence.get();
    }

    private void onTick(final TickAcceptedDecoder accepted) {
        VarHandle.fullFence(); // the quote board was written before; see TickSubscriptions
        final int symbolId = accepted.symbolId();
        final List<LoopTicks> current = loops;
        boolean encoded = false;
        for (int i = 0; i < current.size(); i++) {
            final LoopTicks loop = current.get(i);
            if (loop.wants(symbolId)) {
                if (!encoded) {
                    encode(accepted);
                    encoded = true;
                }
                loop.offer(record);
            }
        }
    }

    private void encode(final TickAcceptedDecoder accepted) {
        single.clear();
        single.add(record.set(accepted));
        text.encode(symbols[accepted.symbolId()], single);
        record.setText(text.bytes(), text.length());
    }

    private void onSymbol(final int symbolId) {
        if (symbolId >= symbols.length) {
            symbols = Arrays.copyOf(symbols, Math.max(symbolId + 1, 2 * symbols.length));
        }
        symbols[symbolId] = directory.find(symbolId).orElseThrow();
    }

    /** Every output begins with its sequence. */
    private static long sequenceOf(final DirectBuffer message, final int offset) {
        return message.getLong(offset + MessageHeaderDecoder.ENCODED_LENGTH, ByteOrder.LITTLE_ENDIAN);
    }
}
