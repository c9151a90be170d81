package io.tocsin.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the packaged tool, run as an operator runs it, has printed. */
record ToolProcess(int exitCode, List<String> out, List<String> err) {
    private static final Path JAR = Path.of("target", "tocsin-replay.jar");

    /** Without the second compiler, whose work is much of what a process costs that lives for seconds. */
    static final String JIT = "-XX:TieredStopAtLevel=1";

    static ToolProcess run(Path directory, String... args) throws IOException, InterruptedException {
        Path errors = Files.createTempFile(directory, "errors", ".txt");
        Process process = builder(args).redirectError(errors.toFile()).start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), UTF_8)
                .lines()
                .toList();
        int exitCode = process.waitFor();
        // JDK 24 and newer warn of what Chronicle uses.
        List<String> err = Files.readAllLines(errors).stream()
                .filter(line -> !line.startsWith("WARNING: "))
                .toList();
        return new ToolProcess(exitCode, lines, err);
    }

    /** Begins to run, for the caller to read what it prints. */
    static Process start(String... args) throws IOException {
        return builder(args).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static ProcessBuilder builder(String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(JIT, "-jar", JAR.toString()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command);
    }
}
