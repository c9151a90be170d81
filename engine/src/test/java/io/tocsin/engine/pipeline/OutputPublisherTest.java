package io.tocsin.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import io.tocsin.engine.Firing;
import io.tocsin.engine.SymbolTable;
import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.InputRejectedDecoder;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.conditions.ConditionMemory;
import io.tocsin.engine.port.DurabilityGate;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.engine.rules.AlertRecord;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutputPublisherTest {
    private static final int RING_SIZE = 64;
    private static final int SLOT_BYTES = 128;
    private static final int LONG_BYTES = 1 << 14;
    private static final int MESSAGE_BYTES = 3000;

    private final ConditionMemory memory = new ConditionMemory(16, 16, 16);
    private final SymbolTable symbols = new SymbolTable(16, memory.series());
    private final RingBuffer<OutputSlot> ring = RingBuffer.createSingleProducer(
            new OutputSlot.Factory(RING_SIZE, SLOT_BYTES), RING_SIZE, new BusySpinWaitStrategy());
    private final Fault fault = new Fault(cause -> {});
    private final IdleStrategy idle = PipelineConfig.Waiting.BLOCKING.idle();
    private final Seen seen = new Seen();
    private OutputPublisher publisher;
    private StageThread egress;

    @BeforeEach
    void start() {
        Waker waker = Waker.of(idle);
        publisher = new OutputPublisher(ring, symbols, LONG_BYTES, waker, Thread::onSpinWait);
        EgressStage stage = new EgressStage(ring, DurabilityGate.OPEN, waker, List.of(seen), symbols, new Latency());
        egress = new StageThread("test-egress", idle, fault, stage);
        egress.start();
    }

    @AfterEach
    void stop() {
        egress.end();
        fault.rethrow();
        memory.close();
    }

    @Test
    void shouldPassOverWhatCouldNotBeEncoded() {
        assertThatThrownBy(() -> publisher.onRejected(null, 0)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> publisher.onFiring(alert((byte) 1), null)).isInstanceOf(NullPointerException.class);
        publisher.onRejected(RejectReason.ALERT_EXPIRED, 7);
        publisher.flush();
        await().until(() -> seen.outputs.equals(List.of("rejected 7")));
    }

    @Test
    void shouldWaitForMemoryAndKeepLongOutputsWhole() {
        int count = 20 * LONG_BYTES / MESSAGE_BYTES;
        for (int i = 0; i < count; i++) {
            publisher.onRejected(RejectReason.ALERT_EXPIRED, i);
            publisher.onFiring(alert((byte) i), new Firing());
        }
        publisher.flush();
        await().until(() -> seen.outputs.size() == 2 * count);
        for (int i = 0; i < count; i++) {
            assertThat(seen.outputs.get(2 * i)).isEqualTo("rejected " + i);
            assertThat(seen.outputs.get(2 * i + 1)).isEqualTo("fired " + MESSAGE_BYTES + " of " + (byte) i);
        }
    }

    private static AlertRecord alert(byte content) {
        byte[] message = new byte[MESSAGE_BYTES];
        Arrays.fill(message, content);
        AlertRecord alert = new AlertRecord();
        alert.condition(ConditionType.ABOVE);
        alert.conditionCount(1);
        alert.texts(new UnsafeBuffer(new byte[0]), new UnsafeBuffer(new byte[0]), new UnsafeBuffer(message));
        return alert;
    }

    /** All outputs in a few words. */
    private static final class Seen implements OutputListener {
        private final List<String> outputs = new CopyOnWriteArrayList<>();

        @Override
        public void onRejected(InputRejectedDecoder rejection) {
            outputs.add("rejected " + rejection.bound());
        }

        @Override
        public void onFiring(AlertFiredDecoder firing) {
            firing.skipSymbolName();
            firing.skipOwner();
            firing.skipActions();
            byte[] text = new byte[firing.messageLength()];
            firing.getMessage(text, 0, text.length);
            byte first = text[0];
            for (byte b : text) {
                assertThat(b).isEqualTo(first);
            }
            outputs.add("fired " + text.length + " of " + first);
        }
    }
}
