package io.tocsin.benchmarks;

import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.TickAcceptedDecoder;
import io.tocsin.engine.pipeline.Pipeline;
import io.tocsin.engine.pipeline.PipelineConfig;
import io.tocsin.engine.port.CommandSink;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.journal.files.DiskWatch;
import io.tocsin.journal.inputs.ChronicleJournal;
import io.tocsin.journal.inputs.Durability;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.agrona.DirectBuffer;

/**
 * The node without its edges: ingress ring, journal on disk, engine, egress ring, with alerts in force that the ticks
 * of a {@link TickRing} do not reach.
 */
final class PipelineRig implements TickSink {
    static final String THREADS_PROPERTY = "tocsin.threads";
    static final int RING_SIZE = 1 << 12;
    /** Where outputs wait for the disk, as in a node. */
    private static final int DURABLE_EGRESS_RING_SIZE = 1 << 16;

    private final int symbols;
    private final int alerts;
    private final Population population;
    private final Workspace space = new Workspace();
    private final ChronicleJournal journal;
    private final Pipeline pipeline;
    private final CommandSink sink;
    private final Inputs inputs = new Inputs();
    private final Taker taker;
    private volatile boolean failed;

    PipelineRig(PipelineConfig.Waiting waiting, int symbols, int alerts) {
        this(waiting, symbols, alerts, Durability.PAGE_CACHE);
    }

    PipelineRig(PipelineConfig.Waiting waiting, int symbols, int alerts, Durability durability) {
        this.symbols = symbols;
        this.alerts = alerts;
        population = Population.priceLevels(symbols);
        taker = new Taker(alerts);
        journal = new ChronicleJournal(space.directory(), durability, new DiskWatch(0));
        pipeline = new Pipeline(
                new PipelineConfig(
                        RING_SIZE,
                        durability == Durability.GROUP_FSYNC ? DURABLE_EGRESS_RING_SIZE : RING_SIZE,
                        waiting,
                        threads()),
                new Limits(alerts, symbols, alerts, 1, 1, 100, 1_000),
                journal,
                List.of(taker),
                () -> failed = true);
        pipeline.recover();
        pipeline.start();
        sink = pipeline.commandSink();
        load();
    }

    /** Those of a node on this machine, unless the property {@code tocsin.threads} says 1, 2 or 3. */
    private static PipelineConfig.Threads threads() {
        return switch (Integer.getInteger(THREADS_PROPERTY, 0)) {
            case 1 -> PipelineConfig.Threads.ONE;
            case 2 -> PipelineConfig.Threads.TWO;
            case 3 -> PipelineConfig.Threads.THREE;
            default -> PipelineConfig.Threads.forCores(Runtime.getRuntime().availableProcessors());
        };
    }

    @Override
    public void offer(DirectBuffer message, int offset) {
        offer(message, offset, Inputs.TICK_LENGTH);
    }

    @Override
    public long taken() {
        if (failed) {
            throw new IllegalStateException("the pipeline has stopped");
        }
        return taker.ticks.get();
    }

    @Override
    public void record(Histogram latency) {
        taker.latency = latency;
    }

    /** Sweeps all symbols and compares all that ever fired with brute force. */
    void verify(TickRing ring) {
        SweepCheck check = new SweepCheck(population, alerts, symbols, 1, ring, TickRing.LENGTH);
        long before = taken();
        long[] count = new long[1];
        check.sweep((step, symbolId, price) -> {
            taker.log.step(step);
            offer(inputs.buffer(), 0, inputs.tick(symbolId, price));
            awaitTaken(before + ++count[0]);
        });
        check.verify(taker.log, 1);
    }

    @Override
    public void close() {
        pipeline.close();
        journal.close();
        space.close();
    }

    private void load() {
        Rule rule = new Rule();
        for (int id = 0; id < symbols; id++) {
            offer(inputs.buffer(), 0, inputs.registerSymbol(id));
        }
        for (int id = 0; id < symbols; id++) {
            offer(inputs.buffer(), 0, inputs.tick(id, Population.BASE));
        }
        for (int number = 0; number < alerts; number++) {
            population.describe(number, rule);
            offer(inputs.buffer(), 0, inputs.create(rule, number));
        }
        awaitTaken(symbols);
    }

    private void offer(DirectBuffer message, int offset, int length) {
        CommandSink.Offer offer = sink.offer(message, offset, length);
        while (offer == CommandSink.Offer.BACK_PRESSURED) {
            LockSupport.parkNanos(TickSink.POLL_NS);
            offer = sink.offer(message, offset, length);
        }
        if (offer != CommandSink.Offer.ACCEPTED) {
            throw new IllegalStateException("the pipeline has stopped");
        }
    }

    private void awaitTaken(long ticks) {
        while (taken() < ticks) {
            LockSupport.parkNanos(TickSink.POLL_NS);
        }
    }

    private static final class Taker implements OutputListener {
        private final FiringLog log;
        private final AtomicLong ticks = new AtomicLong();
        private volatile Histogram latency;
        private long count;

        Taker(int maxFirings) {
            log = new FiringLog(maxFirings);
        }

        @Override
        public void onTick(TickAcceptedDecoder tick) {
            Histogram histogram = latency;
            if (histogram != null) {
                Histograms.record(histogram, System.nanoTime() - tick.exchangeTimeNs());
            }
            count++;
        }

        @Override
        public void onFiring(AlertFiredDecoder firing) {
            log.onFiring(firing.alertId());
        }

        @Override
        public void onBatchEnd() {
            ticks.setRelease(count);
        }
    }
}
