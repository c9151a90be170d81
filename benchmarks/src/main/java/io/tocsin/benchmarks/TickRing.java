package io.tocsin.benchmarks;

import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.PlainTickEncoder;
import java.nio.ByteOrder;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Ticks encoded beforehand, one after the other, enough of them that no branch predictor knows what comes: so a figure
 * holds what it costs to read an input, but not to make one.
 */
final class TickRing {
    static final int LENGTH = 1 << 16;
    /** Each has a cache line of its own, as in the ring of a node. */
    static final int STRIDE = BitUtil.align(Inputs.TICK_LENGTH, BitUtil.CACHE_LINE_LENGTH);

    private static final int PRICE = MessageHeaderEncoder.ENCODED_LENGTH + PlainTickEncoder.priceEncodingOffset();

    private final UnsafeBuffer buffer =
            new UnsafeBuffer(BufferUtil.allocateDirectAligned(LENGTH * STRIDE, BitUtil.CACHE_LINE_LENGTH));
    private final int[] symbolIds = new int[LENGTH];
    private final long[] prices = new long[LENGTH];

    /** Prices at random within the band, of symbols at random. */
    TickRing(int symbols) {
        Inputs inputs = new Inputs();
        for (int i = 0; i < LENGTH; i++) {
            symbolIds[i] = Population.below(i, symbols);
            prices[i] = Population.BASE - Population.BAND / 2 + Population.below(-1 - i, (int) Population.BAND);
            inputs.tick(buffer, i * STRIDE, symbolIds[i], prices[i]);
        }
    }

    UnsafeBuffer buffer() {
        return buffer;
    }

    static int offset(long position) {
        return (int) (position & (LENGTH - 1)) * STRIDE;
    }

    int symbolId(long position) {
        return symbolIds[(int) (position & (LENGTH - 1))];
    }

    /** Changes the price of a tick. */
    void price(long position, long price) {
        buffer.putLong(offset(position) + PRICE, price, ByteOrder.LITTLE_ENDIAN);
    }

    long price(long position) {
        return prices[(int) (position & (LENGTH - 1))];
    }
}
