package io.tocsin.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * G8 as a user has it: from the sending of {@code POST /v1/ticks} until the frame of the alert that it fires has come
 * to a WebSocket client, over the loopback interface; beside it a round trip of {@code GET /healthz} by the same
 * client, which is all that is not the engine's way. First on a node that is otherwise idle, one tick a second, which is
 * what a user with a quiet market sees; then one after the other without a pause.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 0)
@Measurement(iterations = 3)
@Fork(2)
public class WireBenchmark {
    static final List<Goal> GOALS = List.of();

    private static final String ALERT = "{\"symbol\":\"WIRE\",\"condition\":{\"type\":\"crosses\",\"level\":\"100\"},"
            + "\"trigger\":{\"mode\":\"every\"}}";
    private static final boolean IS_QUICK = Boolean.getBoolean(Suite.QUICK_PROPERTY);
    private static final int IDLE_SAMPLES = IS_QUICK ? 2 : 20;
    private static final int BUSY_SAMPLES = IS_QUICK ? 100 : 5_000;
    private static final long HALF_A_SECOND_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private NodeProcess node;
    private boolean isAbove;

    @Setup
    public void start() throws IOException {
        node = new NodeProcess();
        tick();
        node.receive();
        node.post("/v1/alerts", ALERT);
        node.sendFrame("{\"op\":\"subscribe\",\"channel\":\"alerts\"}");
        node.awaitFrame("ok");
    }

    @TearDown
    public void stop() throws IOException {
        node.close();
    }

    @Benchmark
    public void round() throws IOException {
        measure("idle", IDLE_SAMPLES, HALF_A_SECOND_NS);
        measure("busy", BUSY_SAMPLES, 0);
    }

    private void measure(String load, int samples, long pauseNs) throws IOException {
        Histogram alerts = Histograms.create();
        Histogram health = Histograms.create();
        for (int i = 0; i < samples; i++) {
            pause(pauseNs);
            long startNs = System.nanoTime();
            node.get("/healthz");
            Histograms.record(health, System.nanoTime() - startNs);

            pause(pauseNs);
            startNs = System.nanoTime();
            tick();
            node.awaitFrame("alert");
            Histograms.record(alerts, System.nanoTime() - startNs);
            node.receive();
        }
        double alertNs = alerts.getValueAtPercentile(50);
        double healthNs = health.getValueAtPercentile(50);
        Recorder.put(load + "AlertP50Ns", alertNs);
        Recorder.put(load + "AlertP99Ns", (double) alerts.getValueAtPercentile(99));
        Recorder.put(load + "HealthP50Ns", healthNs);
        Recorder.put(load + "HealthP99Ns", (double) health.getValueAtPercentile(99));
        Recorder.put(load + "AlertBeyondHealthP50Ns", alertNs - healthNs);
    }

    /** Crosses the level of the alert, from either side. */
    private void tick() throws IOException {
        isAbove = !isAbove;
        node.sendPost("/v1/ticks", "{\"ticks\":[{\"symbol\":\"WIRE\",\"price\":\"" + (isAbove ? 101 : 99) + "\"}]}");
    }

    private static void pause(long pauseNs) {
        if (pauseNs > 0) {
            LockSupport.parkNanos(pauseNs);
        }
    }
}
