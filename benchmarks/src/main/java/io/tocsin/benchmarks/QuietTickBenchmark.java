package io.tocsin.benchmarks;

import java.util.concurrent.TimeUnit;
import org.agrona.collections.Int2IntHashMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A tick that fires nothing, decoded and applied by the whole engine, with few and with many alerts waiting; beside it, in
 * the same run and over the same stream of symbols, one lookup in Agrona's primitive hash map.
 * <p>
 * At the end a sweep of prices must fire every alert exactly once: an engine that is quick because it forgot its alerts
 * fails the run.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms256m", "-Xmx256m"})
public class QuietTickBenchmark {
    private static final int SYMBOLS = 10_000;

    /** An engine full of alerts, none of which is near the prices that come. */
    @State(Scope.Thread)
    public static class LoadedEngine {
        @Param({"10000", "1000000"})
        public int alerts;

        private EngineRig rig;

        @Setup
        public void load() {
            rig = new EngineRig(SYMBOLS, alerts);
        }

        @TearDown
        public void checkAndClose() {
            final long early = rig.fired();
            rig.sweep();
            rig.close();
            if (early != 0 || rig.fired() != alerts) {
                throw new IllegalStateException(
                        early + " alerts fired early and " + rig.fired() + " in all, of " + alerts);
            }
        }
    }

    /** The peer. */
    @State(Scope.Thread)
    public static class HashMapPeer {
        private final Int2IntHashMap map = new Int2IntHashMap(-1);
        private final SymbolStream symbols = new SymbolStream(SYMBOLS);

        @Setup
        public void fill() {
            for (int id = 0; id < SYMBOLS; id++) {
                map.put(id, id + 1);
            }
        }
    }

    @Benchmark
    public long quietTick(final LoadedEngine engine) {
        return engine.rig.quietTick();
    }

    @Benchmark
    public int hashMapGet(final HashMapPeer peer) {
        return peer.map.get(peer.symbols.next());
    }
}
