package io.tocsin.gateway.feed;

import io.tocsin.engine.port.CommandSink;
import io.tocsin.engine.port.CommandSink.Offer;
import io.tocsin.engine.wire.InputEncoder;
import org.agrona.ExpandableArrayBuffer;

/** Encodes and offers ticks, to which nobody expects an answer. One thread; nothing is allocated. */
final class TickPublisher {
    private static final long NO_REPLY = 0;

    private final CommandSink sink;
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private final InputEncoder encoder = new InputEncoder();

    TickPublisher(CommandSink sink) {
        this.sink = sink;
    }

    /**
     * @param price in units of 10^-decimals.
     * @param size  in units of 10^-8.
     */
    Offer publish(int symbolId, long price, int decimals, long size, long exchangeTimeNs) {
        int length = encoder.wrap(buffer, 0, NO_REPLY)
                .tick(symbolId, decimals, price, size, exchangeTimeNs, InputEncoder.ABSENT, InputEncoder.ABSENT);
        return sink.offer(buffer, 0, length);
    }
}
