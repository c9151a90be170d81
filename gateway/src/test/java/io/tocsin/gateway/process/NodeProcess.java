package io.tocsin.gateway.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.engine.Seeds;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The packaged node as an operator runs it: a process with a data directory, two ports and an environment. */
final class NodeProcess implements AutoCloseable {
    private static final Path ROOT = Path.of("..");
    private static final String JDK = System.getProperty("java.home");
    private static final Path JAR = Path.of("target", "tocsin.jar");
    /** As {@code make start} does it. */
    private static final List<String> RUN =
            List.of("env", "JAVA_HOME=" + JDK, "config/run", "gateway/target/tocsin.jar");
    /** The second compiler's work is much of what a process costs that lives for seconds. */
    private static final String JIT = "-XX:TieredStopAtLevel=" + (Seeds.isSoak() ? 4 : 1);

    /** Made once for all tests: what starts of nodes take is much of what tests take. */
    private static final Path ARCHIVE = makeArchive();

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final Path data;
    final int httpPort = freePort();
    final int wsPort = freePort();
    private final Map<String, String> environment;
    private final Path output;
    private List<String> user = List.of();
    private List<String> options = List.of();
    private boolean isAsConfigured;
    private Process process;

    /** @param environment on top of ports, data directory and no feeds. */
    NodeProcess(Path directory, Map<String, String> environment) {
        this.data = directory.resolve("data");
        this.output = directory.resolve("node.log");
        this.environment = environment;
    }

    /** Runs from now on as the user {@code nobody}, which takes root. */
    NodeProcess asNobody() {
        user = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        return this;
    }

    /** Runs from now on with these options of the JVM besides. */
    NodeProcess with(List<String> jvmOptions) {
        options = jvmOptions;
        return this;
    }

    /** Runs from now on as {@code make start} runs it, rather than in a JVM for tests. */
    NodeProcess asConfigured() {
        isAsConfigured = true;
        return this;
    }

    /** Whether this user can read the packaged node: false too when there is no way to become it. */
    boolean isReadable() throws IOException, InterruptedException {
        List<String> test = new ArrayList<>(user);
        test.addAll(List.of("test", "-r", JAR.toAbsolutePath().toString()));
        try {
            return new ProcessBuilder(test).start().waitFor() == 0;
        } catch (IOException noSuchCommand) {
            return false;
        }
    }

    /** Starts the process without waiting for anything. */
    NodeProcess launch(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(user);
        command.addAll(isAsConfigured ? RUN : jvm());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(isAsConfigured ? ROOT.toFile() : null)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("TOCSIN_"));
        builder.environment()
                .putAll(Map.of(
                        "TOCSIN_DATA_DIR", data.toString(),
                        "TOCSIN_HTTP_PORT", Integer.toString(httpPort),
                        "TOCSIN_WS_PORT", Integer.toString(wsPort),
                        "TOCSIN_FEEDS", "",
                        "TOCSIN_WARM_UP", "false"));
        builder.environment().putAll(environment);
        process = builder.start();
        return this;
    }

    private List<String> jvm() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(JDK, "bin", "java").toString(),
                "-Xmx256m",
                JIT,
                // The archive is of a JVM that does not compress pointers, as ZGC cannot.
                "-XX:SharedArchiveFile=" + ARCHIVE.toAbsolutePath(),
                "-XX:-UseCompressedOops",
                "-Xlog:cds*=off",
                // As in config/jvm.options.
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(options);
        command.addAll(List.of("-jar", JAR.toAbsolutePath().toString()));
        return command;
    }

    /** Starts the process and waits until it is ready. */
    NodeProcess start() throws IOException {
        launch();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("the node ended at its start:\n" + output());
                    }
                    return status("/readyz") == 200;
                });
        return this;
    }

    long pid() {
        return process.pid();
    }

    /** As {@code kill -9}. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** As SIGTERM; returns the exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        return awaitExit();
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the node is still there after 30 s:\n" + output());
        }
        return process.exitValue();
    }

    /** All that the process printed so far. */
    String output() {
        try {
            return Files.readString(output, UTF_8);
        } catch (IOException e) {
            return "(no output: " + e.getMessage() + ')';
        }
    }

    URI http(String path) {
        return URI.create("http://127.0.0.1:" + httpPort + path);
    }

    URI stream() {
        return URI.create("ws://127.0.0.1:" + wsPort + "/v1/stream");
    }

    /** The status of a GET, or 0 when nothing answers. */
    int status(String path) throws InterruptedException {
        try {
            return HTTP.send(HttpRequest.newBuilder(http(path)).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }

    private static Path makeArchive() {
        List<String> command = new ArrayList<>(RUN);
        command.add("--version");
        try {
            int exitCode = new ProcessBuilder(command)
                    .directory(ROOT.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (exitCode != 0) {
                throw new IllegalStateException(command + " ended with " + exitCode);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(command + " did not run", e);
        }
        return Path.of("target", "tocsin.jsa");
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no free port", e);
        }
    }
}
