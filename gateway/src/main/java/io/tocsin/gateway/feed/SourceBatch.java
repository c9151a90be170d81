package io.tocsin.gateway.feed;

import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.port.CommandSink.Offer;
import io.tocsin.engine.wire.InputBatch;
import io.tocsin.engine.wire.InputEncoder;
import io.tocsin.gateway.command.SourceReplies;
import java.nio.ByteOrder;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Encodes ticks one behind the other as the ingress ring takes them, and last the input that says up to where they go.
 * The symbol's decimals are those at the time of {@link #add}.
 */
final class SourceBatch implements TickBatch {
    /** The longest frame of a tick. */
    private static final int MAX_TICK_BYTES = 72;
    /** Of the frame that ends it: what the engine takes of a name, and its fields. */
    private static final int MAX_END_BYTES = 600;

    private static final int CAPACITY = MAX_TICKS * MAX_TICK_BYTES + MAX_END_BYTES;

    private final String source;
    private final EngineAccess engine;
    private final TickPublisher publisher;
    private final TickCheck check = new TickCheck();
    private final InputEncoder encoder = new InputEncoder();
    private final UnsafeBuffer frames = new UnsafeBuffer(new byte[CAPACITY]);
    private int length;
    private int count;
    private long lastExchangeTimeNs = TickSink.NULL_VALUE;

    SourceBatch(String source, EngineAccess engine, TickPublisher publisher) {
        assert CAPACITY < InputBatch.MAX_LENGTH - 64 : "a batch must be one record of the journal";
        this.source = source;
        this.engine = engine;
        this.publisher = publisher;
    }

    @Override
    public boolean isFull() {
        return count == MAX_TICKS;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public TickFault add(int symbolId, int decimals, long price, long bid, long ask, long size, long exchangeTimeNs) {
        int scale = engine.symbols().decimals(symbolId);
        long rescaled = TickPublisher.rescale(price, decimals, scale);
        long rescaledBid = TickPublisher.rescaleQuote(bid, decimals, scale);
        long rescaledAsk = TickPublisher.rescaleQuote(ask, decimals, scale);
        TickFault fault = check.check(symbolId, rescaled, rescaledBid, rescaledAsk, exchangeTimeNs);
        if (fault == TickFault.NONE) {
            end(next(0).tick(
                            symbolId,
                            scale,
                            rescaled,
                            size,
                            TickPublisher.orAbsent(exchangeTimeNs),
                            TickPublisher.orAbsent(rescaledBid),
                            TickPublisher.orAbsent(rescaledAsk)));
            lastExchangeTimeNs = exchangeTimeNs;
            count++;
        }
        return fault;
    }

    @Override
    public Taken offer(long sequence, Listener listener) {
        if (publisher.isStopped()) {
            return Taken.OVER;
        }
        if (!engine.hasRoom().getAsBoolean()) {
            return Taken.BUSY;
        }
        long correlationId = engine.sources().expect(count + 1, new Answer(listener));
        if (correlationId == SourceReplies.NONE) {
            return Taken.BUSY;
        }
        int ofTicks = length;
        end(next(correlationId).sourceProgress(source, sequence));
        Offer offer = engine.sink().offerAll(frames, 0, count + 1);
        if (offer != Offer.ACCEPTED) {
            engine.sources().forget(correlationId);
            length = ofTicks;
            return publisher.afterRefusal(offer);
        }
        publisher.onTaken(count, lastExchangeTimeNs);
        length = 0;
        count = 0;
        return Taken.YES;
    }

    private InputEncoder next(long correlationId) {
        return encoder.wrap(frames, length + BitUtil.SIZE_OF_INT, correlationId);
    }

    private void end(int limit) {
        frames.putInt(length, limit - length - BitUtil.SIZE_OF_INT, ByteOrder.LITTLE_ENDIAN);
        length = limit;
    }

    private record Answer(Listener listener) implements SourceReplies.Listener {
        @Override
        public void onProgress(long sequence) {
            listener.onJournaled(sequence);
        }

        @Override
        public void onRefused(RejectReason reason, long bound) {
            listener.onRefused("the node knows " + bound + " sources, as many as it can");
        }
    }
}
