package io.tocsin.replay;

import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.AlertChangedDecoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.SymbolChangedDecoder;
import io.tocsin.engine.pipeline.OutputListener;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.Long2LongHashMap;

/** What the engine named: the symbols behind the ids in ticks, and the alerts that commands created. */
final class Names implements OutputListener {
    static final long NO_ALERT = 0;

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final SymbolChangedDecoder symbolChanged = new SymbolChangedDecoder();
    private final AlertChangedDecoder alertChanged = new AlertChangedDecoder();
    private final Int2ObjectHashMap<String> symbols = new Int2ObjectHashMap<>();
    private final Long2LongHashMap alertsBySequence = new Long2LongHashMap(NO_ALERT);

    @Override
    public void onOutput(DirectBuffer message, int offset, int length) {
        int templateId = header.wrap(message, offset).templateId();
        if (templateId == SymbolChangedDecoder.TEMPLATE_ID) {
            symbolChanged.wrapAndApplyHeader(message, offset, header);
            onSymbol(symbolChanged.symbolId(), symbolChanged.symbolName());
        } else if (templateId == AlertChangedDecoder.TEMPLATE_ID) {
            alertChanged.wrapAndApplyHeader(message, offset, header);
            if (alertChanged.change() == AlertChange.CREATED) {
                onCreated(alertChanged.sequence(), alertChanged.alertId());
            }
        }
    }

    void onSymbol(int symbolId, String name) {
        symbols.put(symbolId, name);
    }

    void onCreated(long sequence, long alertId) {
        alertsBySequence.put(sequence, alertId);
    }

    String symbol(int symbolId) {
        return symbols.getOrDefault(symbolId, "#" + symbolId);
    }

    /** The alert that an input created, or {@link #NO_ALERT}. */
    long alertCreatedBy(long sequence) {
        return alertsBySequence.get(sequence);
    }
}
