package io.tocsin.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
 * G10: a quiet tick; beside it Redis with the same alerts, a sorted set of levels for each symbol, asked at each tick
 * for those between the price before and its own. Of Redis only the time counts that the server itself says it worked
 * on the command: nothing of connection, parsing and client; as a control the processor time that it takes in all.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 3)
@Measurement(iterations = 10)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xms512m", "-Xmx512m"})
public class RedisBenchmark {
    static final List<Goal> GOALS =
            List.of(Goal.timesBetter(200, 10, "quiet tick : Redis, server-side", "engineNs", "redisNs"));

    private static final int SYMBOLS = 10_000;
    private static final int COMMANDS = 20_000;
    private static final int PIPELINED = 100;
    private static final String CALL_MICROSECONDS = "cmdstat_zrangebyscore:.*usec_per_call=([0-9.]+)";
    private static final String CPU_SECONDS = "used_cpu_(?:sys|user)_main_thread:([0-9.]+)";

    @Param("1000000")
    public int alerts;

    private final TickRing ring = new TickRing(SYMBOLS);
    private final Population population = Population.priceLevels(SYMBOLS);
    private final String[] keys = new String[SYMBOLS];
    private final long[] last = new long[SYMBOLS];
    private EngineRig engine;
    private RedisServer redis;
    private FiringLog redisLog;
    private long position;

    @Setup
    public void load() throws IOException {
        engine = EngineRig.loaded(population, SYMBOLS, alerts);
        redisLog = new FiringLog(alerts);
        Arrays.setAll(keys, symbolId -> "S" + symbolId);
        Arrays.fill(last, Population.BASE);
        redis = new RedisServer();
        Rule rule = new Rule();
        for (int number = 0; number < alerts; number++) {
            population.describe(number, rule);
            redis.send("ZADD", keys[rule.symbolId], Long.toString(rule.low), Long.toString(number + 1));
            if (number % PIPELINED == PIPELINED - 1 || number == alerts - 1) {
                for (int i = number % PIPELINED; i >= 0; i--) {
                    redis.receive();
                }
            }
        }
    }

    @TearDown
    public void verifyAndClose() throws IOException {
        engine.verify(population, alerts, 1, ring);
        SweepCheck check = new SweepCheck(population, alerts, SYMBOLS, 1, ring, position);
        check.sweep(this::fireAndRemove);
        check.verify(redisLog, 1);
        engine.close();
        redis.close();
    }

    private double redisNs() {
        try {
            redis.resetStatistics();
            double cpuBefore = redis.info("cpu", CPU_SECONDS);
            for (int i = 0; i < COMMANDS; i += PIPELINED) {
                for (int k = 0; k < PIPELINED; k++) {
                    ask(ring.symbolId(position), ring.price(position));
                    position++;
                }
                for (int k = 0; k < PIPELINED; k++) {
                    if (!redis.receive().isEmpty()) {
                        throw new IllegalStateException("Redis fired early");
                    }
                }
            }
            double cpuNs = (redis.info("cpu", CPU_SECONDS) - cpuBefore) * TimeUnit.SECONDS.toNanos(1);
            Recorder.put("redisWholeNs", cpuNs / COMMANDS);
            return redis.info("commandstats", CALL_MICROSECONDS) * TimeUnit.MICROSECONDS.toNanos(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ask(int symbolId, long price) throws IOException {
        long previous = last[symbolId];
        last[symbolId] = price;
        redis.send(
                "ZRANGEBYSCORE",
                keys[symbolId],
                Long.toString(Math.min(previous, price)),
                Long.toString(Math.max(previous, price)));
    }

    private void fireAndRemove(int step, int symbolId, long price) {
        try {
            redisLog.step(step);
            ask(symbolId, price);
            for (String id : redis.receive()) {
                redisLog.onFiring(Long.parseLong(id));
                redis.send("ZREM", keys[symbolId], id);
                redis.receive();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Benchmark
    public void round(Blackhole blackhole) {
        new Round(blackhole)
                .add("engineNs", EngineRig.BATCH, () -> engine.take(ring), engine::applyBatch)
                .add("redisNs", this::redisNs)
                .run();
    }
}
