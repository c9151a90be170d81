package io.tocsin.gateway.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.contract.ingest.TickSender;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * A sender in a process of its own, which can be killed. The price of a tick is its sequence, so a new one knows what to
 * go on with. It writes down what is acknowledged, and ends when its input does.
 */
final class SenderProcess implements AutoCloseable {
    private static final String ACKNOWLEDGED = "acknowledged ";
    private static final int AT_ONCE = 500;

    private final Path output;
    private final int port;
    private final String token;
    private Process process;

    SenderProcess(Path output, int port, String token) {
        this.output = output;
        this.port = port;
        this.token = token;
    }

    void start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SenderProcess.class.getName(),
                        Integer.toString(port),
                        token)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Lets it end, with all acknowledged. */
    void finish() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException("the sender did not end well:\n" + text());
        }
    }

    /** The last sequence that any of its lives knew to be acknowledged. */
    long acknowledged() {
        long last = 0;
        for (String line : text().lines().toList()) {
            // The last line of a process that was killed may be half of one, and then it is a lower number.
            if (line.startsWith(ACKNOWLEDGED) && line.length() > ACKNOWLEDGED.length()) {
                last = Math.max(last, Long.parseLong(line.substring(ACKNOWLEDGED.length())));
            }
        }
        return last;
    }

    String text() {
        try {
            return Files.exists(output) ? Files.readString(output, UTF_8) : "";
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }

    /** The sender itself. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int port = Integer.parseInt(arguments[0]);
        TickSender sender = connect(port, arguments[1]);
        int symbol = sender.define(TcpCrashIT.SYMBOL);
        AtomicBoolean isEnded = new AtomicBoolean();
        Thread end = new Thread(() -> {
            awaitEndOfInput();
            isEnded.set(true);
        });
        end.setDaemon(true);
        end.start();
        while (!isEnded.get()) {
            for (int i = 0; i < AT_ONCE; i++) {
                sender.send(symbol, 8, sender.lastSequence() + 1, 1, TickSender.ABSENT);
            }
            System.out.println(ACKNOWLEDGED + sender.acknowledged());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        sender.close();
        System.out.println(ACKNOWLEDGED + sender.acknowledged());
    }

    private static void awaitEndOfInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static TickSender connect(int port, String token) throws InterruptedException {
        while (true) {
            try {
                return TickSender.connect("127.0.0.1", port, "crash", () -> token);
            } catch (IOException notYet) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }
}
