package io.tocsin.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * G18: ticks per second through {@code POST /v1/ticks}, a thousand in a body, from clients at keep-alive connections of
 * the loopback interface into a node that journals and applies them; beside it an Undertow that does no more than
 * parse the same bodies with Jackson's streaming parser, and, when {@link #BEFORE_PROPERTY} names its jar, another build
 * of the node. And what the node allocates for a tick.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
@Fork(2)
public class IngestBenchmark {
    static final List<Goal> GOALS = List.of(Goal.atLeast(
            0.5,
            18,
            "POST /v1/ticks, 1 000 ticks a body : bare Undertow with Jackson's parser",
            "nodePerSecond",
            "bareUndertowPerSecond"));

    /** The jar of another build of the node, to be measured in the same rounds. */
    static final String BEFORE_PROPERTY = "tocsin.node.jar.before";

    private static final int TICKS = 1_000;
    private static final int BODIES = 16;
    private static final int SYMBOLS = 200;
    private static final int CLIENTS = 4;
    private static final String PATH = "/v1/ticks";
    private static final String EXPECTED = "{\"accepted\":" + TICKS + ",\"rejected\":[]";
    private static final long SLICE_NS =
            TimeUnit.MILLISECONDS.toNanos(Boolean.getBoolean(Suite.QUICK_PROPERTY) ? 200 : 2_000);

    private final List<AutoCloseable> owned = new ArrayList<>();
    private Node node;
    private Node before;
    private HttpClients bare;

    /** A node with its clients. */
    private record Node(NodeProcess process, HttpClients clients) {}

    @Setup
    public void start() throws IOException {
        List<byte[]> bodies = bodies();
        node = node(NodeProcess.JAR, bodies);
        String jar = System.getProperty(BEFORE_PROPERTY);
        before = jar == null ? null : node(Path.of(jar), bodies);
        UndertowProcess undertow = own(new UndertowProcess());
        bare = own(new HttpClients(undertow.port(), CLIENTS, PATH, "", bodies, EXPECTED));
    }

    private Node node(Path jar, List<byte[]> bodies) throws IOException {
        NodeProcess process = own(new NodeProcess(jar, true));
        // Else the first body would be one of symbols that are new, which is another path.
        process.post(PATH, new String(bodies.get(0), US_ASCII));
        return new Node(
                process,
                own(new HttpClients(process.port(), CLIENTS, PATH, process.authorization(), bodies, EXPECTED)));
    }

    @TearDown
    public void stop() throws Exception {
        for (int i = owned.size() - 1; i >= 0; i--) {
            owned.get(i).close();
        }
    }

    @Benchmark
    public void round(Blackhole blackhole) {
        Measured ofNode = new Measured();
        Measured ofBefore = new Measured();
        Round round = new Round(blackhole).add("nodePerSecond", () -> ofNode.ticksPerSecond(node));
        if (before != null) {
            round.add("beforePerSecond", () -> ofBefore.ticksPerSecond(before));
        }
        round.add("bareUndertowPerSecond", () -> TICKS * answersPerSecond(bare)).run();
        Recorder.put("nodeTickBytes", ofNode.bytesPerTick());
        if (before != null) {
            Recorder.put("beforeTickBytes", ofBefore.bytesPerTick());
            Recorder.put("nodeToBeforeRatio", ofNode.sum / ofBefore.sum);
        }
    }

    /** What was seen of one node in a round. */
    private static final class Measured {
        private double sum;
        private double ticks;
        private long allocatedBytes;

        double ticksPerSecond(Node of) {
            long allocatedBefore = of.process.allocatedBytes();
            double perSecond = TICKS * answersPerSecond(of.clients);
            allocatedBytes += of.process.allocatedBytes() - allocatedBefore;
            ticks += TICKS * (double) of.clients.lastAnswers();
            sum += perSecond;
            return perSecond;
        }

        double bytesPerTick() {
            return allocatedBytes / ticks;
        }
    }

    private static double answersPerSecond(HttpClients clients) {
        try {
            return clients.answersPerSecond(SLICE_NS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Trades as a feed has them: a few symbols much, many rarely; a price that wanders, a size, a time. */
    private static List<byte[]> bodies() {
        SplittableRandom random = new SplittableRandom(18);
        long[] cents = random.longs(SYMBOLS, 1_000, 10_000_000).toArray();
        List<byte[]> bodies = new ArrayList<>();
        for (int i = 0; i < BODIES; i++) {
            StringJoiner ticks = new StringJoiner(",", "{\"ticks\":[", "]}");
            for (int k = 0; k < TICKS; k++) {
                int symbol = k < SYMBOLS ? k : random.nextInt(1 + random.nextInt(SYMBOLS));
                cents[symbol] = Math.max(100, cents[symbol] + random.nextInt(-20, 21));
                ticks.add(String.format(
                        Locale.ROOT,
                        "{\"symbol\":\"SYM%03d\",\"price\":\"%d.%02d\",\"size\":\"%d.%03d\",\"time\":\"2026-11-30T12:00:%02d.%03dZ\"}",
                        symbol,
                        cents[symbol] / 100,
                        cents[symbol] % 100,
                        random.nextInt(10),
                        random.nextInt(1_000),
                        i,
                        k));
            }
            bodies.add(ticks.toString().getBytes(US_ASCII));
        }
        return bodies;
    }

    private <T extends AutoCloseable> T own(T resource) {
        owned.add(resource);
        return resource;
    }
}
