package io.tocsin.engine.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.EveryOutput;
import io.tocsin.engine.Messages;
import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.port.Limits;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

/**
 * What has to do with time goes on although the wall clock is set back by an hour, under a running node or between two.
 */
class ClockSetBackTest {
    private static final Limits LIMITS = new Limits(1_000, 16, 1_000, 64, 64, 100, 1_000);
    private static final byte[] WATCHED = "BTCUSD".getBytes(UTF_8);
    private static final byte[] OTHER = "ETHUSD".getBytes(UTF_8);
    private static final int WATCHED_ID = 0;
    private static final int OTHER_ID = 1;
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final Messages messages = new Messages();
    private final RecordedJournal journal = new RecordedJournal();
    private final Outputs outputs = new Outputs();
    private long wallNs = TimeUnit.DAYS.toNanos(20_000);
    private long monotonicNs;

    @Test
    void shouldNoticeASilence() {
        try (SteppedPipeline pipeline = pipeline(outputs)) {
            create(pipeline, messages.createSilence(WATCHED, TimeUnit.SECONDS.toNanos(10)));
            price(pipeline, WATCHED_ID, 100);
            wallNs -= HOUR;
            pass(pipeline, 10);
            assertThat(outputs.fired).isZero();
            pass(pipeline, 1);
            assertThat(outputs.fired).isOne();
        }
    }

    @Test
    void shouldForgetPricesThatAreOutOfTheWindow() {
        try (SteppedPipeline pipeline = pipeline(outputs)) {
            create(
                    pipeline,
                    messages.createDistance(
                            ConditionType.MOVES_UP,
                            Direction.NULL_VAL,
                            ReferenceType.NULL_VAL,
                            WATCHED,
                            100_000,
                            TimeUnit.SECONDS.toNanos(2)));
            price(pipeline, WATCHED_ID, 100);
            wallNs -= HOUR;
            pass(pipeline, 9);
            price(pipeline, WATCHED_ID, 120);
            assertThat(outputs.fired).isZero();
            price(pipeline, WATCHED_ID, 140);
            assertThat(outputs.fired).isOne();
        }
    }

    @Test
    void shouldGoOnFromTheJournalAndGiveTheSameBytesFromIt() {
        try (SteppedPipeline pipeline = pipeline(outputs)) {
            create(pipeline, messages.createSilence(WATCHED, TimeUnit.SECONDS.toNanos(10)));
            price(pipeline, WATCHED_ID, 100);
        }
        wallNs -= HOUR;
        Outputs second = new Outputs();
        try (SteppedPipeline pipeline = pipeline(second)) {
            pass(pipeline, 11);
            assertThat(second.fired).isOne();
        }
        Outputs third = new Outputs();
        pipeline(third).close();
        assertThat(third.messages).isEqualTo(second.messages);
    }

    private SteppedPipeline pipeline(EveryOutput listener) {
        SteppedPipeline pipeline = new SteppedPipeline(
                LIMITS, journal, List.of(listener), new InputClock(() -> wallNs, () -> monotonicNs));
        pipeline.recover();
        return pipeline;
    }

    private void create(SteppedPipeline pipeline, int length) {
        offer(pipeline, length);
        offer(pipeline, messages.create(ConditionType.ABOVE, TriggerMode.ONCE, OTHER, 1 << 30));
    }

    private void price(SteppedPipeline pipeline, int symbolId, long price) {
        offer(pipeline, messages.tick(0, symbolId, price));
    }

    /** Inputs keep coming, though none that says anything of the watched symbol. */
    private void pass(SteppedPipeline pipeline, int seconds) {
        for (int i = 0; i < seconds; i++) {
            wallNs += TimeUnit.SECONDS.toNanos(1);
            monotonicNs += TimeUnit.SECONDS.toNanos(1);
            price(pipeline, OTHER_ID, 100);
        }
    }

    private void offer(SteppedPipeline pipeline, int length) {
        pipeline.offer(messages.buffer, length, true);
        pipeline.drain(Integer.MAX_VALUE);
    }

    private static final class Outputs extends EveryOutput {
        private final MessageHeaderDecoder header = new MessageHeaderDecoder();
        private final List<String> messages = new ArrayList<>();
        private int fired;

        @Override
        public void onOutput(DirectBuffer message, int offset, int length) {
            if (header.wrap(message, offset).templateId() == AlertFiredDecoder.TEMPLATE_ID) {
                fired++;
            }
            byte[] bytes = new byte[length];
            message.getBytes(offset, bytes);
            messages.add(HexFormat.of().formatHex(bytes));
        }
    }
}
