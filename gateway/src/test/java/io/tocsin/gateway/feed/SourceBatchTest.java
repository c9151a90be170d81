package io.tocsin.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tocsin.engine.port.CommandSink;
import io.tocsin.engine.wire.InputBatch;
import io.tocsin.gateway.command.EngineFixture;
import io.tocsin.gateway.command.SourceReplies;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SourceBatchTest {
    private static final TickBatch.Listener NOBODY = new TickBatch.Listener() {
        @Override
        public void onJournaled(long sequence) {}

        @Override
        public void onRefused(String reason) {}
    };

    private final EngineFixture engine = new EngineFixture().start();
    private final Sink sink = new Sink();
    private final SourceReplies sources = new SourceReplies(3 * TickBatch.MAX_TICKS);
    private final FeedMeter meter = new FeedMeter(System::currentTimeMillis);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final TickPublisher ticks = new TickPublisher(
            new EngineAccess(engine.commands, sink, engine.symbols, () -> true, sources),
            TickPublisher.Run.of(meter, new Rejects(Clock.systemUTC())),
            stopped);
    private final TickBatch batch = ticks.batch("s");
    private int symbolId;

    @BeforeEach
    void register() throws Exception {
        symbolId = ticks.register("A");
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void shouldFitIntoOneRecordOfTheJournalWhateverIsInIt() {
        while (!batch.isFull()) {
            assertThat(batch.add(symbolId, 8, 3, 2, 4, 1, 5)).isEqualTo(TickFault.NONE);
        }
        assertThat(batch.offer(TickBatch.MAX_TICKS, NOBODY)).isEqualTo(TickBatch.Taken.YES);
        assertThat(sink.count).isEqualTo(TickBatch.MAX_TICKS + 1);
        assertThat(sink.length).isLessThan(InputBatch.MAX_LENGTH - 512);
        assertThat(batch.count()).isZero();
        assertThat(meter.ticks()).isEqualTo(TickBatch.MAX_TICKS);
    }

    @Test
    void shouldKeepWhatIsNotTakenAndOfferItAgain() {
        batch.add(symbolId, 8, 3, TickSink.NULL_VALUE, TickSink.NULL_VALUE, 1, 5);
        sink.script.add(CommandSink.Offer.BACK_PRESSURED);
        sink.script.add(CommandSink.Offer.DISK_FULL);
        assertThat(batch.offer(1, NOBODY)).isEqualTo(TickBatch.Taken.BUSY);
        assertThat(batch.offer(1, NOBODY)).isEqualTo(TickBatch.Taken.DISK_FULL);
        assertThat(batch.offer(1, NOBODY)).isEqualTo(TickBatch.Taken.YES);
        assertThat(sink.count).isEqualTo(2);
        stopped.countDown();
        assertThat(batch.offer(1, NOBODY)).isEqualTo(TickBatch.Taken.OVER);
    }

    @Test
    void shouldLeaveRoomToOthers() {
        for (int i = 0; i < 2; i++) {
            fill();
            assertThat(batch.offer(1, NOBODY)).isEqualTo(TickBatch.Taken.YES);
        }
        fill();
        assertThat(batch.offer(1, NOBODY)).isEqualTo(TickBatch.Taken.BUSY);
    }

    @Test
    void shouldRefuseWhatTheEngineWould() {
        long none = TickSink.NULL_VALUE;
        assertThat(batch.add(symbolId, 18, 1, none, none, 1, none)).isEqualTo(TickFault.PRICE_NOT_POSITIVE);
        assertThat(batch.add(symbolId, 8, 1, 0, none, 1, none)).isEqualTo(TickFault.PRICE_NOT_POSITIVE);
        assertThat(batch.add(symbolId, 0, Long.MAX_VALUE, none, none, 1, none)).isEqualTo(TickFault.PRICE_OUT_OF_RANGE);
        assertThat(batch.add(symbolId, 8, 2, 3, 2, 1, none)).isEqualTo(TickFault.CROSSED_QUOTE);
        assertThat(batch.count()).isZero();
        assertThat(batch.add(symbolId, 8, 2, none, none, 1, 5_000_000_000L)).isEqualTo(TickFault.NONE);
        assertThat(batch.add(symbolId, 8, 2, none, none, 1, 3_999_999_999L)).isEqualTo(TickFault.TIME_RUNS_BACK);
        assertThat(batch.count()).isEqualTo(1);
    }

    @Test
    void shouldAllocateNothingForATick() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            TickBatch fresh = ticks.batch("s");
            long before = threads.getCurrentThreadAllocatedBytes();
            while (!fresh.isFull()) {
                fresh.add(symbolId, 2, 3, 2, 4, 1, 5);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isLessThan(TickBatch.MAX_TICKS);
    }

    private void fill() {
        while (!batch.isFull()) {
            batch.add(symbolId, 8, 3, TickSink.NULL_VALUE, TickSink.NULL_VALUE, 1, 5);
        }
    }

    private static final class Sink implements CommandSink {
        private final Queue<Offer> script = new ArrayDeque<>();
        private int count;
        private int length;

        @Override
        public Offer offer(DirectBuffer message, int offset, int inputLength) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Offer offerAll(DirectBuffer frames, int offset, int frameCount) {
            count = frameCount;
            length = 0;
            for (int i = 0; i < frameCount; i++) {
                length += Integer.BYTES + frames.getInt(offset + length, ByteOrder.LITTLE_ENDIAN);
            }
            return script.isEmpty() ? Offer.ACCEPTED : script.remove();
        }
    }
}
