package io.tocsin.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A node as a user runs it: a process of its own with the options of {@code config/jvm.options}, on an empty data
 * directory and free ports of the loopback interface; with one connection to REST and one to WebSocket, which wait for
 * each answer. One thread.
 */
final class NodeProcess implements AutoCloseable {
    /** Another jar of a node than that of this build. */
    static final String JAR_PROPERTY = "tocsin.node.jar";

    private static final int TEXT = 0x81;
    private static final int PING = 0x89;
    private static final int PONG = 0x8A;
    static final Path JAR = Path.of(System.getProperty(JAR_PROPERTY, "gateway/target/tocsin.jar"));
    static final String JVM_OPTIONS = "@config/jvm.options";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration WARM_UP_BEGINS_WITHIN = Duration.ofSeconds(2);
    private static final Duration WARM_UP_ENDS_WITHIN = Duration.ofSeconds(20);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    private static final long POLL_NS = 10_000_000;
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

    private final Workspace space = new Workspace();
    private final Process process;
    private final Thread killer;
    private Socket rest;
    private InputStream answers;
    private final Socket webSocket;
    private final InputStream frames;
    private final String token;
    private final int httpPort;
    private final AllocationMeter allocation;

    NodeProcess() throws IOException {
        this(JAR, false, Map.of());
    }

    /**
     * Starts it and waits until it is warm.
     *
     * @param isMetered whether it is to be asked how much it allocates.
     * @param settings  variables of its environment.
     */
    NodeProcess(Path jar, boolean isMetered, Map<String, String> settings) throws IOException {
        httpPort = BareProcess.freePort();
        int wsPort = BareProcess.freePort();
        int meterPort = BareProcess.freePort();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(JVM_OPTIONS);
        command.addAll(isMetered ? AllocationMeter.options(meterPort) : List.of());
        command.addAll(List.of("-jar", jar.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .put("TOCSIN_DATA_DIR", space.directory().resolve("data").toString());
        builder.environment().put("TOCSIN_HTTP_PORT", Integer.toString(httpPort));
        builder.environment().put("TOCSIN_WS_PORT", Integer.toString(wsPort));
        builder.environment().put("TOCSIN_FEEDS", "");
        builder.environment().put("TOCSIN_RATE_LIMIT_REQUESTS_PER_SECOND", "1000000");
        builder.environment().put("TOCSIN_RATE_LIMIT_BURST", "1000000");
        builder.environment().putAll(settings);
        process = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        killer = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(killer);
        awaitReady();
        awaitWarm(space.directory().resolve("data").resolve("warm-up"));
        token = field(TOKEN, post("/v1/dev/token", "{\"sub\":\"bench\",\"scopes\":[\"alerts\",\"ticks:write\"]}", ""));
        webSocket = connect(wsPort);
        frames = new BufferedInputStream(webSocket.getInputStream());
        upgrade();
        allocation = isMetered ? new AllocationMeter(meterPort) : null;
    }

    static boolean isBuilt() {
        return Files.isReadable(JAR);
    }

    /** Of REST. */
    int port() {
        return httpPort;
    }

    /** By which one may do what this one does. */
    String token() {
        return token;
    }

    /** The header by which a request may do what this one does. */
    String authorization() {
        return "Authorization: Bearer " + token + "\r\n";
    }

    /** Processor time since the start, by all threads. */
    long cpuNs() {
        return BareProcess.cpuNs(process);
    }

    /** Since the start, by threads that there are; of one that is metered. */
    long allocatedBytes() {
        return allocation.allocatedBytes();
    }

    /** Returns the body of an answer that says that all is well. */
    String get(String path) throws IOException {
        return exchange("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    /** As {@link #get}. */
    String post(String path, String json) throws IOException {
        return post(path, json, authorization());
    }

    private String post(String path, String json, String header) throws IOException {
        sendPost(path, json, header);
        return receive();
    }

    /** Sends only; the answer must be {@linkplain #receive received} later. */
    void sendPost(String path, String json) throws IOException {
        sendPost(path, json, authorization());
    }

    private void sendPost(String path, String json, String header) throws IOException {
        send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                + json.length() + "\r\n" + header + "\r\n" + json);
    }

    private String exchange(String request) throws IOException {
        send(request);
        return receive();
    }

    private void send(String request) throws IOException {
        rest.getOutputStream().write(request.getBytes(US_ASCII));
    }

    /** The body of the next answer. */
    String receive() throws IOException {
        String head = readHead(answers);
        String body = new String(answers.readNBytes(Integer.parseInt(field(LENGTH, head))), US_ASCII);
        if (!head.startsWith("HTTP/1.1 2")) {
            throw new IOException(
                    "the node answered " + head.lines().findFirst().orElse("") + ": " + body);
        }
        return body;
    }

    /** Sends a WebSocket message. */
    void sendFrame(String json) throws IOException {
        sendFrame(TEXT, json.getBytes(US_ASCII));
    }

    private void sendFrame(int opcode, byte[] content) throws IOException {
        if (content.length > 125) {
            throw new IllegalArgumentException("too long for a frame with a short head: " + content.length);
        }
        byte[] frame = new byte[6 + content.length];
        frame[0] = (byte) opcode;
        frame[1] = (byte) (0x80 | content.length);
        // Masked by zeros, which changes nothing.
        System.arraycopy(content, 0, frame, 6, content.length);
        webSocket.getOutputStream().write(frame);
    }

    /** Waits for the next WebSocket message of a type, and passes over others. */
    String awaitFrame(String type) throws IOException {
        String text = readFrame();
        while (!text.contains("\"type\":\"" + type + '"')) {
            text = readFrame();
        }
        return text;
    }

    private String readFrame() throws IOException {
        int head = frames.read();
        int length = frames.read();
        if (head < 0 || length < 0) {
            throw new IOException("the node has closed the WebSocket connection");
        }
        if (length == 126) {
            length = frames.read() << Byte.SIZE | frames.read();
        }
        byte[] content = frames.readNBytes(length);
        if (head == PING) {
            sendFrame(PONG, content);
        }
        return new String(content, US_ASCII);
    }

    private void upgrade() throws IOException {
        webSocket
                .getOutputStream()
                .write(("GET /v1/stream HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                                + "Authorization: Bearer " + token + "\r\n\r\n")
                        .getBytes(US_ASCII));
        String head = readHead(frames);
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new IOException("the node answered an upgrade with " + head);
        }
    }

    private void awaitReady() throws IOException {
        long deadlineNs = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!isAnswering()) {
            if (System.nanoTime() > deadlineNs) {
                throw new IOException("the node is not ready after " + START_TIMEOUT.toSeconds() + " s");
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    /** A node that is ready warms itself up for some seconds, as long as there is this directory. */
    private static void awaitWarm(Path directory) {
        awaitWithin(WARM_UP_BEGINS_WITHIN, () -> Files.exists(directory));
        awaitWithin(WARM_UP_ENDS_WITHIN, () -> !Files.exists(directory));
    }

    private static void awaitWithin(Duration atMost, BooleanSupplier isSo) {
        long deadlineNs = System.nanoTime() + atMost.toNanos();
        while (!isSo.getAsBoolean() && System.nanoTime() < deadlineNs) {
            LockSupport.parkNanos(POLL_NS);
        }
    }

    /** By a new connection: a node that starts tries its ports, and whoever has connected then is cut off. */
    private boolean isAnswering() throws IOException {
        rest = connect(httpPort);
        answers = new BufferedInputStream(rest.getInputStream());
        try {
            if (isReady()) {
                return true;
            }
        } catch (SocketException cutOff) {
            // It is not ready, then.
        }
        rest.close();
        return false;
    }

    private boolean isReady() throws IOException {
        send("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n");
        String head = readHead(answers);
        answers.readNBytes(Integer.parseInt(field(LENGTH, head)));
        return head.startsWith("HTTP/1.1 200");
    }

    private Socket connect(int port) throws IOException {
        long deadlineNs = System.nanoTime() + START_TIMEOUT.toNanos();
        while (true) {
            try {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.setTcpNoDelay(true);
                socket.setSoTimeout((int) ANSWER_TIMEOUT.toMillis());
                return socket;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > deadlineNs) {
                    throw new IOException("the node did not start", e);
                }
                LockSupport.parkNanos(POLL_NS);
            }
        }
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new SocketException("the node has closed a connection");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static String field(Pattern pattern, String text) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException("no " + pattern + " in " + text);
        }
        return matcher.group(1);
    }

    @Override
    public void close() throws IOException {
        rest.close();
        webSocket.close();
        if (allocation != null) {
            allocation.close();
        }
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().removeShutdownHook(killer);
        space.close();
    }
}
