package io.tocsin.engine.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.codec.ConflatedTickEncoder;
import io.tocsin.engine.codec.Flag;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.pipeline.SteppedPipeline;
import io.tocsin.engine.port.Journal;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.wire.InputEncoder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The board shows the days that the engine goes by. */
class QuoteBoardDayTest {
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);

    private final QuoteBoard board = new QuoteBoard();
    private final Quote quote = new Quote();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
    private final InputEncoder inputs = new InputEncoder();
    private long nowNs;
    private final SteppedPipeline pipeline = new SteppedPipeline(
            new Limits(16, 4, 16, 16, 16, 100, 1_000), new NoJournal(), List.of(board), () -> nowNs);

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void shouldOpenADayWithTheFirstPriceOfAConflatedTick() {
        configure(0);
        tick(10 * HOUR_NS, 100);
        conflated(25 * HOUR_NS, 120, 80, 130, 90);
        assertDay(120, 130, 80, 100);
    }

    @Test
    void shouldRollTheDayAtItsOffset() {
        configure(22 * HOUR_NS);
        tick(21 * HOUR_NS, 100);
        tick(22 * HOUR_NS - 1, 101);
        tick(22 * HOUR_NS, 99);
        tick(40 * HOUR_NS, 98);
        assertDay(99, 99, 98, 101);
    }

    @Test
    void shouldGoByTheDayRollInForce() {
        configure(0);
        tick(30 * HOUR_NS, 100);
        configure(22 * HOUR_NS);
        tick(31 * HOUR_NS, 101);
        assertDay(100, 101, 100, Quote.NULL_VALUE);
        configure(8 * HOUR_NS);
        tick(32 * HOUR_NS, 102);
        assertDay(102, 102, 102, 101);
    }

    private void configure(long dayRollNs) {
        offer(inputs.wrap(buffer, 0, 0).configureSymbol("EURUSD", InputEncoder.ABSENT, dayRollNs, -1, "", ""));
    }

    private void tick(long timeNs, long price) {
        nowNs = timeNs;
        offer(inputs.wrap(buffer, 0, 0)
                .tick(0, 8, price, 1, InputEncoder.ABSENT, InputEncoder.ABSENT, InputEncoder.ABSENT));
    }

    private void conflated(long timeNs, long first, long min, long max, long last) {
        nowNs = timeNs;
        offer(new ConflatedTickEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .correlationId(0)
                .first(first)
                .min(min)
                .max(max)
                .last(last)
                .volume(1)
                .bid(ConflatedTickEncoder.bidNullValue())
                .ask(ConflatedTickEncoder.askNullValue())
                .exchangeTimeNs(ConflatedTickEncoder.exchangeTimeNsNullValue())
                .count(4)
                .symbolId(0)
                .decimals((short) 8)
                .minFirst(Flag.YES)
                .limit());
    }

    private void offer(int length) {
        pipeline.offer(buffer, length, true);
        pipeline.drain(Integer.MAX_VALUE);
    }

    private void assertDay(long open, long high, long low, long previousClose) {
        assertThat(board.read(0, quote)).isTrue();
        assertThat(List.of(quote.dayOpen(), quote.dayHigh(), quote.dayLow(), quote.previousClose()))
                .containsExactly(open, high, low, previousClose);
    }

    private static final class NoJournal implements Journal {
        @Override
        public void append(DirectBuffer batch, int offset, int length) {}

        @Override
        public void replay(long sequence, BatchHandler handler) {}

        @Override
        public void close() {}
    }
}
