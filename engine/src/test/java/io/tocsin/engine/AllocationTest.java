package io.tocsin.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.index.LevelTree;
import io.tocsin.engine.index.NodePool;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.store.ChronicleRuleStore;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** The engine thread allocates nothing: not per tick, not per firing, not per command. */
class AllocationTest {
    private static final int ROUNDS = 200_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Messages messages = new Messages();
    private final byte[] symbol = "BTCUSD".getBytes(UTF_8);
    private final Counter counter = new Counter();
    private long sequence;

    @Test
    void shouldNotAllocatePerTickFiringOrCommand() {
        try (ChronicleRuleStore rules = new ChronicleRuleStore(10_000);
                NodePool nodes = new NodePool(1 << 26)) {
            final AlertEngine engine = new AlertEngine(new SymbolTable(16), rules, new LevelTree(nodes), counter);
            for (int i = 0; i < 1_000; i += 50) {
                apply(engine, messages.create(ConditionType.CROSSES, TriggerMode.EVERY, symbol, 10_000 + i));
            }
            run(engine);
            final long firedWarm = counter.fired;

            final long before = threads.getCurrentThreadAllocatedBytes();
            run(engine);
            final long allocated = threads.getCurrentThreadAllocatedBytes() - before;

            assertThat(counter.fired - firedWarm).isGreaterThan(ROUNDS);
            // One boxed value or iterator a round would show as millions of bytes; the JVM's own bookkeeping is below
            // this.
            assertThat(allocated).isLessThan(ROUNDS);
        }
    }

    private void run(final AlertEngine engine) {
        for (int round = 0; round < ROUNDS; round++) {
            apply(engine, messages.tick(0, 0, 10_000 + round * 7919L % 1_000));
            if (round % 10 == 0) {
                apply(engine, messages.create(ConditionType.ABOVE, TriggerMode.ONCE, symbol, 20_000 + round % 100));
                apply(engine, messages.delete(counter.lastAlertId));
            }
        }
    }

    private void apply(final AlertEngine engine, final int length) {
        sequence++;
        engine.onInput(sequence, sequence, messages.buffer, 0, length);
    }

    private static final class Counter implements Outputs {
        private long fired;
        private long lastAlertId;

        @Override
        public void onInput(final long sequence, final long timestampNs, final long correlationId) {
            // Only what follows matters here.
        }

        @Override
        public void onTick(final int symbolId, final long price, final long size, final long exchangeTimeNs) {
            // Only firings are counted.
        }

        @Override
        public void onRejected(final RejectReason reason, final long bound) {
            throw new AssertionError("rejected: " + reason);
        }

        @Override
        public void onSymbol(final int symbolId, final boolean solicited) {
            // The one symbol.
        }

        @Override
        public void onAlert(final AlertChange change, final AlertRecord alert) {
            lastAlertId = alert.alertId();
        }

        @Override
        public void onDevice() {
            throw new AssertionError("no device was registered");
        }

        @Override
        public void onFiring(final AlertRecord alert, final Firing firing) {
            fired++;
        }
    }
}
