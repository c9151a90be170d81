package io.tocsin.engine.oracle;

import io.tocsin.engine.EveryOutput;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.SymbolChangedDecoder;
import java.util.HashMap;
import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * The inputs of a {@link RandomMarket} as the messages that edges send: commands of every kind and ticks. It has to
 * hear the outputs, since a tick names its symbol by the id that the engine gave it. One thread.
 */
public final class RandomInputs extends EveryOutput {
    private final Map<String, Integer> symbolIds = new HashMap<>();
    private final InputEncoder encoder = new InputEncoder(symbolIds::get);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final SymbolChangedDecoder symbol = new SymbolChangedDecoder();
    private final RandomMarket market;
    private long timeNs;
    private int length;

    /** All that follows, follows from the seed. */
    public RandomInputs(long seed, int inputs) {
        market = new RandomMarket(seed, inputs);
    }

    /** Moves to the next input; false when there are no more. */
    public boolean next() {
        if (!market.hasNext()) {
            return false;
        }
        TimedInput next = market.next();
        timeNs = next.timeNs();
        length = encoder.encode(next.input());
        return true;
    }

    /** When it comes: never before the one before it. */
    public long timeNs() {
        return timeNs;
    }

    /** Holds its message, from offset 0. */
    public DirectBuffer buffer() {
        return encoder.buffer();
    }

    public int length() {
        return length;
    }

    @Override
    public void onOutput(DirectBuffer message, int offset, int messageLength) {
        if (header.wrap(message, offset).templateId() == SymbolChangedDecoder.TEMPLATE_ID) {
            symbol.wrapAndApplyHeader(message, offset, header);
            symbolIds.put(symbol.symbolName(), symbol.symbolId());
        }
    }
}
