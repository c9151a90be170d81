package io.tocsin.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A bare server, of which a main class takes the port, as a process of its own with the options of a node. One thread. */
final class BareProcess implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final long POLL_NS = 10_000_000;

    private final int port;
    private final Process process;
    private final Thread killer;

    /** Starts it and waits until it listens. */
    BareProcess(Class<?> server) throws IOException {
        port = freePort();
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        NodeProcess.JVM_OPTIONS,
                        "-cp",
                        System.getProperty("java.class.path"),
                        server.getName(),
                        Integer.toString(port))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        killer = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(killer);
        awaitListening();
    }

    int port() {
        return port;
    }

    /** Processor time since the start, by all threads. */
    long cpuNs() {
        return cpuNs(process);
    }

    static long cpuNs(Process process) {
        return process.info().totalCpuDuration().orElseThrow().toNanos();
    }

    private void awaitListening() throws IOException {
        long deadlineNs = System.nanoTime() + START_TIMEOUT.toNanos();
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException notYet) {
                if (!process.isAlive() || System.nanoTime() > deadlineNs) {
                    throw new IOException("the bare server did not start", notYet);
                }
                LockSupport.parkNanos(POLL_NS);
            }
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().removeShutdownHook(killer);
    }
}
