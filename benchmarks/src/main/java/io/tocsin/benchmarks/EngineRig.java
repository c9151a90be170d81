package io.tocsin.benchmarks;

import io.tocsin.engine.AlertEngine;
import io.tocsin.engine.Firing;
import io.tocsin.engine.FiringRun;
import io.tocsin.engine.Tick;
import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.host.SilentOutputs;
import io.tocsin.engine.host.StateMachine;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.rules.AlertRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The engine as the pipeline runs it, without rings and journal: the one place that knows how it is put together. */
final class EngineRig implements AutoCloseable {
    /**
     * So many ticks are taken at once, as by the sequencer from its ring: then they lie in the cache next to the core.
     */
    static final int BATCH = 512;

    /** So close do ticks come: a million in a second of the market. */
    static final long TICK_INTERVAL_NS = 1_000;

    private static final long START_NS = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond()
            * Duration.ofSeconds(1).toNanos();
    private static final long LONGEST_WINDOW_NS = Duration.ofMinutes(5).toNanos();

    /** Windows of one and of five minutes, and a silence. */
    private static final int SERIES_PER_SYMBOL = 3;

    private final int symbols;
    private final StateMachine machine;
    private final OutputLog outputs;
    private final AlertEngine engine;
    private final Inputs inputs = new Inputs();
    private final UnsafeBuffer batch =
            new UnsafeBuffer(BufferUtil.allocateDirectAligned(BATCH * TickRing.STRIDE, BitUtil.CACHE_LINE_LENGTH));
    private final Rule rule = new Rule();
    private long sequence;
    private long timestampNs = START_NS;
    private long position;
    private long highestPrice = Population.BASE;

    /** An engine with this many symbols, each of which has had the price {@link Population#BASE}, and no alert yet. */
    EngineRig(int symbols, int maxAlerts) {
        this.symbols = symbols;
        outputs = new OutputLog(maxAlerts);
        Limits limits = new Limits(
                maxAlerts, symbols, Integer.MAX_VALUE, SERIES_PER_SYMBOL * symbols, SERIES_PER_SYMBOL, 100, 1_000);
        machine = StateMachine.create(limits, table -> outputs);
        engine = machine.engine();
        apply(inputs.setLimits(maxAlerts, symbols, SERIES_PER_SYMBOL));
        for (int id = 0; id < symbols; id++) {
            apply(inputs.registerSymbol(id));
            tick(id, Population.BASE);
        }
    }

    /** An engine that holds a population, armed at {@link Population#BASE}; alert ids count up from 1. */
    static EngineRig loaded(Population population, int symbols, int alerts) {
        EngineRig rig = new EngineRig(symbols, alerts + 1);
        for (int number = 0; number < alerts; number++) {
            population.describe(number, rig.rule);
            long alertId = rig.create(rig.rule, number);
            if (alertId != number + 1) {
                throw new IllegalStateException("alert " + number + " has the id " + alertId);
            }
        }
        return rig;
    }

    /** Takes the next {@link #BATCH} ticks of a ring, for {@link #applyBatch}. */
    void take(TickRing ring) {
        for (int i = 0; i < BATCH; i++) {
            batch.putBytes(i * TickRing.STRIDE, ring.buffer(), TickRing.offset(position++), Inputs.TICK_LENGTH);
        }
    }

    /** As {@link #take}, each with a higher price than any before. */
    void takeRising(TickRing ring) {
        for (int i = 0; i < BATCH; i++) {
            ring.price(position + i, ++highestPrice);
        }
        take(ring);
    }

    /** Applies what was taken; returns something that depends on it. */
    long applyBatch() {
        for (int i = 0; i < BATCH; i++) {
            sequence++;
            timestampNs += TICK_INTERVAL_NS;
            engine.onInput(sequence, timestampNs, batch, i * TickRing.STRIDE, Inputs.TICK_LENGTH);
        }
        return outputs.lastPrice;
    }

    /** The highest price so far of those that rise. */
    long highestPrice() {
        return highestPrice;
    }

    void tick(int symbolId, long price) {
        apply(inputs.tick(symbolId, price));
    }

    /** Returns the alert's id. */
    long create(Rule newRule, int number) {
        apply(inputs.create(newRule, number));
        return outputs.lastAlertId;
    }

    void delete(long alertId, int number) {
        apply(inputs.delete(alertId, number));
    }

    /** Puts an alert that has fired in force again. */
    void rearm(long alertId, int number) {
        apply(inputs.rearm(alertId, number));
    }

    /** Emits the runs that the engine has handed out so far. */
    void emitRuns() {
        outputs.awaitRuns();
    }

    FiringLog log() {
        return outputs.log;
    }

    /** Memory of all structures that find alerts, but not of the store that holds them. */
    long indexBytes() {
        return machine.memory().reservedBytes();
    }

    /** Sweeps one in {@code symbolStep} symbols and compares all that ever fired with brute force. */
    void verify(Population population, int alerts, int symbolStep, TickRing ring) {
        if (log().count() != 0) {
            throw new IllegalStateException(log().count() + " alerts fired early");
        }
        SweepCheck check = new SweepCheck(population, alerts, symbols, symbolStep, ring, position);
        pass(2 * LONGEST_WINDOW_NS);
        check.sweep((step, symbolId, price) -> {
            log().step(step);
            tick(symbolId, price);
            emitRuns();
        });
        log().step(SweepCheck.SILENCE_STEP);
        pass(2 * Population.SILENCE_NS);
        emitRuns();
        check.verify(log(), 1);
    }

    @Override
    public void close() {
        machine.close();
    }

    private void pass(long durationNs) {
        timestampNs += durationNs;
        apply(inputs.clock());
    }

    private void apply(int length) {
        sequence++;
        timestampNs += TICK_INTERVAL_NS;
        engine.onInput(sequence, timestampNs, inputs.buffer(), 0, length);
    }

    /** Keeps what the benchmarks look at, and no more than that, so that its cost does not hide the engine's. */
    private static final class OutputLog extends SilentOutputs {
        private final FiringLog log;
        private long lastPrice;
        private long lastAlertId;
        private final List<FiringRun> waiting = new ArrayList<>();

        OutputLog(int maxFirings) {
            log = new FiringLog(maxFirings);
        }

        @Override
        public void onTick(Tick tick, boolean opensDay) {
            lastPrice = tick.price();
        }

        @Override
        public void onRejected(RejectReason reason, long bound) {
            throw new IllegalStateException("rejected: " + reason + ' ' + bound);
        }

        @Override
        public void onAlert(AlertChange change, AlertRecord alert, DirectBuffer definition) {
            lastAlertId = alert.alertId();
        }

        @Override
        public void onFiring(AlertRecord alert, Firing firing) {
            log.onFiring(alert.alertId());
        }

        /** Left for later, as the pipeline leaves it to its egress thread. */
        @Override
        public int onRun(int firstOrdinal, FiringRun run) {
            waiting.add(run);
            return 0;
        }

        @Override
        public void awaitRuns() {
            waiting.forEach(run -> run.emit(0, this::onFiring));
            waiting.clear();
        }
    }
}
