package io.tocsin.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Redis server of our own, on a free port of the loopback interface, that keeps nothing; with a connection to it.
 * Commands are sent in a row and their answers read afterwards. One thread.
 */
final class RedisServer implements AutoCloseable {
    private static final String PROGRAM = "redis-server";
    private static final Pattern SEARCH_PATH = Pattern.compile(File.pathSeparator, Pattern.LITERAL);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(10);
    private static final long POLL_NS = 10_000_000;
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path directory;
    private final Process process;
    private final Thread killer;
    private final Socket socket;
    private final OutputStream output;
    private final InputStream input;

    RedisServer() throws IOException {
        directory = Files.createTempDirectory("tocsin-benchmark-redis");
        int port = freePort();
        process = new ProcessBuilder(
                        PROGRAM,
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--dir",
                        directory.toString(),
                        "--save",
                        "",
                        "--appendonly",
                        "no")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        killer = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(killer);
        socket = connect(port);
        socket.setTcpNoDelay(true);
        output = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
        input = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
    }

    static boolean isInstalled() {
        for (String directory : SEARCH_PATH.split(System.getenv().getOrDefault("PATH", ""), -1)) {
            if (Files.isExecutable(Path.of(directory, PROGRAM))) {
                return true;
            }
        }
        return false;
    }

    /** Sends a command; its answer must be read later. */
    void send(String... command) throws IOException {
        output.write(("*" + command.length + "\r\n").getBytes(US_ASCII));
        for (String word : command) {
            output.write(("$" + word.length() + "\r\n" + word + "\r\n").getBytes(US_ASCII));
        }
    }

    /** Reads the next answer: its only string or number, or the strings of a list. */
    List<String> receive() throws IOException {
        output.flush();
        List<String> answer = new ArrayList<>();
        receive(answer);
        return answer;
    }

    /**
     * The sum of the numbers that the server says of itself: those that the groups of the pattern find in a section.
     */
    double info(String section, String pattern) throws IOException {
        send("INFO", section);
        Matcher matcher = Pattern.compile(pattern).matcher(receive().get(0));
        double sum = 0;
        while (matcher.find()) {
            sum += Double.parseDouble(matcher.group(1));
        }
        return sum;
    }

    void resetStatistics() throws IOException {
        send("CONFIG", "RESETSTAT");
        receive();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        process.destroy();
        Runtime.getRuntime().removeShutdownHook(killer);
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Files.delete(directory);
    }

    private void receive(List<String> answer) throws IOException {
        int type = input.read();
        String head = readLine();
        switch (type) {
            case '+', ':' -> answer.add(head);
            case '$' -> {
                answer.add(new String(input.readNBytes(Integer.parseInt(head)), US_ASCII));
                readLine();
            }
            case '*' -> {
                for (int i = Integer.parseInt(head); i > 0; i--) {
                    receive(answer);
                }
            }
            default -> throw new IOException("Redis answered " + (char) type + head);
        }
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = input.read(); c != '\r'; c = input.read()) {
            if (c < 0) {
                throw new IOException("Redis has closed the connection");
            }
            line.append((char) c);
        }
        if (input.read() != '\n') {
            throw new IOException("a line of Redis does not end");
        }
        return line.toString();
    }

    private Socket connect(int port) throws IOException {
        long deadlineNs = System.nanoTime() + START_TIMEOUT.toNanos();
        while (true) {
            try {
                return new Socket(InetAddress.getLoopbackAddress(), port);
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > deadlineNs) {
                    throw new IOException("Redis did not start", e);
                }
                LockSupport.parkNanos(POLL_NS);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }
}
