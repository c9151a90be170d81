package io.tocsin.gateway.market;

import io.tocsin.engine.codec.Flag;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.TickAcceptedDecoder;
import io.tocsin.engine.codec.TickAcceptedEncoder;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A tick as the engine gives it out. */
public record AcceptedTick(
        int symbolId,
        long sequence,
        long timeNs,
        long price,
        long size,
        long low,
        long high,
        int count,
        long bid,
        long ask,
        boolean opensDay,
        long first) {
    private static final long NULL_VALUE = TickAcceptedEncoder.bidNullValue();

    /** A price, without bid and ask. */
    public static AcceptedTick of(int symbolId, long sequence, long timeNs, long price, long size) {
        return new AcceptedTick(
                symbolId, sequence, timeNs, price, size, price, price, 1, NULL_VALUE, NULL_VALUE, false, price);
    }

    /** The same, standing for so many. */
    public AcceptedTick conflated(long newLow, long newHigh, int newCount) {
        return new AcceptedTick(
                symbolId, sequence, timeNs, price, size, newLow, newHigh, newCount, bid, ask, opensDay, first);
    }

    /** The same with a bid and an ask. */
    public AcceptedTick quoted(long newBid, long newAsk) {
        return new AcceptedTick(
                symbolId, sequence, timeNs, price, size, low, high, count, newBid, newAsk, opensDay, first);
    }

    /** The same with another first price than its last. */
    public AcceptedTick beginningAt(long newFirst) {
        return new AcceptedTick(
                symbolId, sequence, timeNs, price, size, low, high, count, bid, ask, opensDay, newFirst);
    }

    /** The same, as the first of a day. */
    public AcceptedTick openingDay() {
        return new AcceptedTick(symbolId, sequence, timeNs, price, size, low, high, count, bid, ask, true, first);
    }

    /** The same with a bid alone. */
    public AcceptedTick bidding(long newBid) {
        return quoted(newBid, NULL_VALUE);
    }

    /** Encodes it with its header; returns the length. */
    int encode(MutableDirectBuffer into) {
        return new TickAcceptedEncoder()
                .wrapAndApplyHeader(into, 0, new MessageHeaderEncoder())
                .sequence(sequence)
                .timestampNs(timeNs)
                .correlationId(0)
                .price(price)
                .size(size)
                .exchangeTimeNs(TickAcceptedEncoder.exchangeTimeNsNullValue())
                .low(low)
                .high(high)
                .bid(bid)
                .ask(ask)
                .count(count)
                .symbolId(symbolId)
                .first(first)
                .ordinal(0)
                .opensDay(opensDay ? Flag.YES : Flag.NO)
                .limit();
    }

    /** The message of it. */
    public TickAcceptedDecoder decoder() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
        encode(buffer);
        return new TickAcceptedDecoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderDecoder());
    }
}
