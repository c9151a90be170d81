package io.tocsin.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.Platform;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.conditions.ConditionMemory;
import io.tocsin.engine.host.SilentOutputs;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.store.ChronicleRuleStore;
import java.lang.management.ManagementFactory;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

/** The engine thread allocates nothing: not per tick, not per firing, not per command. */
@JdkDependent
class AllocationTest {
    private static final int WARM_UP_TICKS = 5_000_000;
    private static final int TICKS = 100_000_000;
    /** Ticks from one firing to the next, and from one command to the next. */
    private static final int FIRING_PERIOD = 1_024;

    private static final int COMMAND_PERIOD = 16_384;
    /** Often enough that commands are compiled, too, before anything is counted. */
    private static final int WARM_UP_COMMAND_PERIOD = 64;

    /**
     * What the JVM itself may book on the thread, as when it compiles anew; one object per command would be 100 000.
     */
    private static final int JVM_BYTES = 4_096;

    private static final long TICK_NS = 1_000_000;
    private static final long SECOND_NS = 1_000_000_000;
    private static final long PRICE = 1_000_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Messages messages = new Messages();
    private final byte[] symbol = "BTCUSD".getBytes(UTF_8);
    private final byte[] other = "ETHUSD".getBytes(UTF_8);
    private final Counter counter = new Counter();
    private long sequence;
    private long nowNs;

    @Test
    void shouldNotAllocatePerTickFiringOrCommand() {
        try (ChronicleRuleStore rules = new ChronicleRuleStore(10_000, 1_000);
                ConditionMemory memory = new ConditionMemory(10_000, 16, 64)) {
            AlertEngine engine = new AlertEngine(new SymbolTable(16, memory.series()), rules, memory, counter);
            createOneOfEachFamily(engine);
            run(engine, WARM_UP_TICKS, WARM_UP_COMMAND_PERIOD);
            long firedWarm = counter.fired;

            long before = threads.getCurrentThreadAllocatedBytes();
            run(engine, TICKS, COMMAND_PERIOD);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;

            assertThat(counter.fired - firedWarm).isGreaterThan(TICKS / FIRING_PERIOD);
            assertThat(allocated).isLessThan(JVM_BYTES);
        }
    }

    /** On the first symbol; on the second there is but one alert far away, so that most of its ticks are quiet. */
    private void createOneOfEachFamily(AlertEngine engine) {
        apply(engine, messages.create(ConditionType.ABOVE, TriggerMode.ONCE, other, 2 * PRICE));
        apply(engine, messages.create(ConditionType.CROSSES, TriggerMode.EVERY, symbol, PRICE + 1));
        apply(engine, messages.create(ConditionType.ABOVE, TriggerMode.EVERY, symbol, PRICE + 2));
        for (int i = 0; i < 4; i++) {
            apply(engine, distance(ConditionType.MOVES_UP, Direction.NULL_VAL, ReferenceType.NULL_VAL, i));
            apply(engine, distance(ConditionType.MOVES_DOWN, Direction.NULL_VAL, ReferenceType.NULL_VAL, i));
            apply(engine, distance(ConditionType.TRAILS, Direction.DOWN, ReferenceType.NULL_VAL, i));
            apply(engine, distance(ConditionType.TRAILS, Direction.UP, ReferenceType.NULL_VAL, i));
            apply(engine, distance(ConditionType.CHANGE, Direction.EITHER, ReferenceType.LAST_FIRE, i));
            apply(engine, distance(ConditionType.CHANGE, Direction.UP, ReferenceType.DAY_OPEN, i));
        }
        apply(engine, messages.createAverageCross(symbol));
        apply(engine, messages.createCompound(symbol, other, PRICE + 1));
        apply(engine, messages.createSilence(symbol, SECOND_NS));
    }

    private int distance(ConditionType condition, Direction direction, ReferenceType from, int i) {
        boolean isMove = condition == ConditionType.MOVES_UP || condition == ConditionType.MOVES_DOWN;
        long withinNs = isMove ? SECOND_NS << i : AlertRecord.NULL_VALUE;
        return messages.createDistance(condition, direction, from, symbol, 1_000L * (i + 1), withinNs);
    }

    private void run(AlertEngine engine, int ticks, int commandPeriod) {
        for (int i = 0; i < ticks; i++) {
            if (i % FIRING_PERIOD == 0) {
                apply(engine, messages.tick(0, 1, PRICE + (i / FIRING_PERIOD) * 7919L % 9_973 - 5_000));
            } else {
                apply(engine, messages.tick(i % 2, 0, PRICE + i % 997));
            }
            if (i % commandPeriod == 0) {
                apply(engine, messages.create(ConditionType.ABOVE, TriggerMode.ONCE, symbol, 2 * PRICE + i % 100));
                apply(engine, messages.delete(counter.lastAlertId));
            }
        }
    }

    private void apply(AlertEngine engine, int length) {
        sequence++;
        nowNs += TICK_NS;
        engine.onInput(sequence, nowNs, messages.buffer, 0, length);
    }

    private static final class Counter extends SilentOutputs {
        private long fired;
        private long lastAlertId;

        @Override
        public void onRejected(RejectReason reason, long bound) {
            throw new AssertionError("rejected: " + reason);
        }

        @Override
        public void onAlert(AlertChange change, AlertRecord alert, DirectBuffer definition) {
            lastAlertId = alert.alertId();
        }

        @Override
        public void onDevice(DirectBuffer owner, DirectBuffer token, Platform platform) {
            throw new AssertionError("no device was registered");
        }

        @Override
        public void onFiring(AlertRecord alert, Firing firing) {
            fired++;
        }
    }
}
