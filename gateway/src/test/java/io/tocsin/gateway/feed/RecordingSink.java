package io.tocsin.gateway.feed;

import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.PlainTickDecoder;
import io.tocsin.engine.codec.TickDecoder;
import io.tocsin.engine.port.CommandSink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.agrona.DirectBuffer;

/** Answers as scripted, else takes what comes. Any thread. */
final class RecordingSink implements CommandSink {
    final Queue<Offer> script = new ArrayDeque<>();
    final List<Taken> taken = new ArrayList<>();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final PlainTickDecoder plain = new PlainTickDecoder();
    private final TickDecoder tick = new TickDecoder();
    private boolean isFull;
    private int offers;

    record Taken(int symbolId, int decimals, long price, long bid, long ask, long size, long exchangeTimeNs) {
        static Taken of(int symbolId, int decimals, long price) {
            return new Taken(symbolId, decimals, price, TickSink.NULL_VALUE, TickSink.NULL_VALUE, 0, 5);
        }
    }

    synchronized void fill(boolean full) {
        isFull = full;
    }

    synchronized int offers() {
        return offers;
    }

    synchronized int takenCount() {
        return taken.size();
    }

    @Override
    public synchronized Offer offer(DirectBuffer message, int offset, int length) {
        offers++;
        Offer answer = isFull ? Offer.BACK_PRESSURED : script.isEmpty() ? Offer.ACCEPTED : script.remove();
        if (answer == Offer.ACCEPTED) {
            taken.add(decoded(message, offset));
        }
        return answer;
    }

    private Taken decoded(DirectBuffer message, int offset) {
        if (header.wrap(message, offset).templateId() == PlainTickDecoder.TEMPLATE_ID) {
            plain.wrapAndApplyHeader(message, offset, header);
            return new Taken(
                    plain.symbolId(),
                    plain.decimals(),
                    plain.price(),
                    TickSink.NULL_VALUE,
                    TickSink.NULL_VALUE,
                    plain.size(),
                    plain.exchangeTimeNs());
        }
        tick.wrapAndApplyHeader(message, offset, header);
        return new Taken(
                tick.symbolId(),
                tick.decimals(),
                tick.price(),
                tick.bid(),
                tick.ask(),
                tick.size(),
                tick.exchangeTimeNs());
    }

    @Override
    public Offer offerAll(DirectBuffer frames, int offset, int count) {
        throw new UnsupportedOperationException();
    }
}
