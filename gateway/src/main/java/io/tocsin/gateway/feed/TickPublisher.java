package io.tocsin.gateway.feed;

import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.TickEncoder;
import io.tocsin.engine.port.CommandSink;
import io.tocsin.engine.port.CommandSink.Offer;
import org.agrona.ExpandableArrayBuffer;

/** Encodes and offers ticks, to which nobody expects an answer. One thread; nothing is allocated. */
final class TickPublisher {
    private static final long NO_REPLY = 0;

    private final CommandSink sink;
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final TickEncoder tick = new TickEncoder();

    TickPublisher(CommandSink sink) {
        this.sink = sink;
    }

    /**
     * @param price in units of 10^-decimals.
     * @param size  in units of 10^-8.
     */
    Offer publish(int symbolId, long price, int decimals, long size, long exchangeTimeNs) {
        tick.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(NO_REPLY)
                .price(price)
                .size(size)
                .exchangeTimeNs(exchangeTimeNs)
                .bid(TickEncoder.bidNullValue())
                .ask(TickEncoder.askNullValue())
                .symbolId(symbolId)
                .decimals((short) decimals);
        return sink.offer(buffer, 0, tick.limit());
    }
}
