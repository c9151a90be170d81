package io.tocsin.benchmarks;

import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.PlainTickDecoder;
import java.util.List;
import org.agrona.collections.Int2IntHashMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * G1, G2: a tick that fires nothing, decoded and applied by the whole engine, with few and with many alerts waiting, of
 * price levels only and of all kinds; beside it, over the same stream of symbols, one lookup in Agrona's primitive hash
 * map, and as a control the decoding of the tick by itself. The small heap shows that the engine needs none for its
 * alerts.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms512m", "-Xmx512m"})
public class QuietTickBenchmark {
    static final List<Goal> GOALS = List.of(
            Goal.atMost(0.7, 1, "quiet tick, price levels : map lookup", "levelsNs", "hashMapGetNs"),
            Goal.atMost(3, 1, "quiet tick, all families : map lookup", "familiesNs", "hashMapGetNs"),
            Goal.atMost(1.1, 2, "price levels, many : 10 k alerts", "levelsNs", "levelsFewNs")
                    .gated(1.5),
            Goal.atMost(1.1, 2, "all families, many : 170 k alerts", "familiesNs", "familiesFewNs")
                    .gated(1.5));

    private static final int SYMBOLS = 10_000;
    private static final int FEW = 10_000;
    private static final int FEW_OF_FAMILIES = SYMBOLS * Population.KINDS;
    private static final int BATCH = 4096;
    private static final int SWEPT_SYMBOLS = 1_000;

    @Param("10000000")
    public int alerts;

    private final TickRing ring = new TickRing(SYMBOLS);
    private final Population ofLevels = Population.priceLevels(SYMBOLS);
    private final Population ofFamilies = Population.allFamilies(SYMBOLS);
    private final Int2IntHashMap map = new Int2IntHashMap(-1);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final PlainTickDecoder tick = new PlainTickDecoder();
    private EngineRig levels;
    private EngineRig levelsFew;
    private EngineRig families;
    private EngineRig familiesFew;
    private long position;

    @Setup
    public void load() {
        levelsFew = EngineRig.loaded(ofLevels, SYMBOLS, FEW);
        familiesFew = EngineRig.loaded(ofFamilies, SYMBOLS, FEW_OF_FAMILIES);
        levels = EngineRig.loaded(ofLevels, SYMBOLS, alerts);
        families = EngineRig.loaded(ofFamilies, SYMBOLS, alerts);
        for (int id = 0; id < SYMBOLS; id++) {
            map.put(id, id + 1);
        }
    }

    @TearDown
    public void verifyAndClose() {
        levelsFew.verify(ofLevels, FEW, 1, ring);
        familiesFew.verify(ofFamilies, FEW_OF_FAMILIES, 1, ring);
        levels.verify(ofLevels, alerts, SYMBOLS / SWEPT_SYMBOLS, ring);
        families.verify(ofFamilies, alerts, SYMBOLS / SWEPT_SYMBOLS, ring);
        levelsFew.close();
        familiesFew.close();
        levels.close();
        families.close();
    }

    @Benchmark
    public void round(Blackhole blackhole) {
        new Round(blackhole)
                .add("levelsNs", EngineRig.BATCH, () -> levels.take(ring), levels::applyBatch)
                .add("levelsFewNs", EngineRig.BATCH, () -> levelsFew.take(ring), levelsFew::applyBatch)
                .add("familiesNs", EngineRig.BATCH, () -> families.take(ring), families::applyBatch)
                .add("familiesFewNs", EngineRig.BATCH, () -> familiesFew.take(ring), familiesFew::applyBatch)
                .add("hashMapGetNs", BATCH, this::lookUp)
                .add("decodeNs", BATCH, this::decode)
                .run();
    }

    private long lookUp() {
        long sum = 0;
        for (int i = 0; i < BATCH; i++) {
            sum += map.get(ring.symbolId(position++));
        }
        return sum;
    }

    private long decode() {
        long sum = 0;
        for (int i = 0; i < BATCH; i++) {
            tick.wrapAndApplyHeader(ring.buffer(), TickRing.offset(position++), header);
            sum += tick.price() ^ tick.size() ^ tick.exchangeTimeNs() ^ tick.symbolId() ^ tick.decimals();
        }
        return sum;
    }
}
