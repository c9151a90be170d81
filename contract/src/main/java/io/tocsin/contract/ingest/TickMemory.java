package io.tocsin.contract.ingest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Ticks as they go over the wire, each in a place that its sequence has; the next lap overwrites them. One thread. */
final class TickMemory {
    static final int CAPACITY = 65_536;

    private final byte[] bytes = new byte[CAPACITY * IngestWire.TICK_BYTES];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);

    /** All places are made ready, so that each tick writes its values only. */
    TickMemory() {
        for (int i = 0; i < CAPACITY; i++) {
            IngestWire.prepareTick(buffer, i * IngestWire.TICK_BYTES);
        }
    }

    void put(long sequence, int symbol, int decimals, long price, long size, long exchangeTimeNs) {
        int at = place(sequence);
        IngestWire.putTick(buffer, at, sequence, symbol, decimals);
        IngestWire.putValues(buffer, at, price, size, exchangeTimeNs);
    }

    void putQuote(long sequence, long bid, long ask) {
        IngestWire.putQuote(buffer, place(sequence), bid, ask);
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where a tick begins. */
    int place(long sequence) {
        return (int) (sequence % CAPACITY) * IngestWire.TICK_BYTES;
    }

    /** How many ticks from this one on lie one behind the other. */
    int run(long sequence) {
        return CAPACITY - (int) (sequence % CAPACITY);
    }
}
