package io.tocsin.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
 * of the node. G19: those that a sender brings to the feed {@code tcp} of a node until they are acknowledged, beside
 * a Netty that finds frames as long and no more. And what a tick costs each of them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@Warmup(iterations = 4)
@Measurement(iterations = 5)
@Fork(2)
public class IngestBenchmark {
    static final List<Goal> GOALS = List.of(
            Goal.atLeast(
                    0.5,
                    18,
                    "POST /v1/ticks, 1 000 ticks a body : bare Undertow with Jackson's parser",
                    "nodePerSecond",
                    "bareUndertowPerSecond"),
            Goal.atLeast(
                    0.5,
                    19,
                    "ticks over TCP : bare Netty that finds the frames",
                    "tcpPerSecond",
                    "bareNettyPerSecond"));

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
    private final List<IngestContender> contenders = new ArrayList<>();

    @Setup
    public void start() throws IOException {
        List<byte[]> bodies = bodies();
        addNode("node", NodeProcess.JAR, bodies);
        String before = System.getProperty(BEFORE_PROPERTY);
        if (before != null) {
            addNode("before", Path.of(before), bodies);
        }
        BareProcess undertow = own(new BareProcess(BareUndertow.class));
        HttpClients clients = new HttpClients(undertow.port(), CLIENTS, PATH, "", bodies, EXPECTED);
        contenders.add(new IngestContender("bareUndertow", own(new HttpLoad(clients, TICKS)), undertow::cpuNs, null));
        addTcp();
        BareProcess netty = own(new BareProcess(BareNetty.class));
        contenders.add(new IngestContender("bareNetty", own(new FrameLoad(netty.port())), netty::cpuNs, null));
    }

    private void addTcp() throws IOException {
        int port = BareProcess.freePort();
        Map<String, String> settings = Map.of("TOCSIN_FEEDS", "tcp", "TOCSIN_FEED_TCP_PORT", Integer.toString(port));
        NodeProcess node = own(new NodeProcess(NodeProcess.JAR, true, settings));
        IngestLoad load = own(new TcpLoad(port, node.token()));
        contenders.add(new IngestContender("tcp", load, node::cpuNs, node::allocatedBytes));
    }

    private void addNode(String name, Path jar, List<byte[]> bodies) throws IOException {
        NodeProcess node = own(new NodeProcess(jar, true, Map.of()));
        // Else the first body would be one of symbols that are new, which is another path.
        node.post(PATH, new String(bodies.get(0), US_ASCII));
        HttpClients clients = new HttpClients(node.port(), CLIENTS, PATH, node.authorization(), bodies, EXPECTED);
        contenders.add(new IngestContender(name, own(new HttpLoad(clients, TICKS)), node::cpuNs, node::allocatedBytes));
    }

    @TearDown
    public void stop() throws Exception {
        for (int i = owned.size() - 1; i >= 0; i--) {
            owned.get(i).close();
        }
    }

    @Benchmark
    public void round(Blackhole blackhole) {
        Round round = new Round(blackhole);
        for (IngestContender contender : contenders) {
            contender.begin();
            round.add(contender.throughput(), () -> contender.ticksPerSecond(SLICE_NS));
        }
        round.run();
        contenders.forEach(contender -> contender.record(contenders.get(0)));
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
