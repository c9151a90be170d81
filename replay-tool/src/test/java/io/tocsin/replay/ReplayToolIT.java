package io.tocsin.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tocsin.engine.JdkDependent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar as it is shipped, without any JVM option. */
@JdkDependent
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ReplayToolIT {
    private static final Path JAR = Path.of("target", "tocsin-replay.jar");

    /** As in the Makefile, with which nothing is warned of. */
    private static final List<String> MAKE_CONSOLE =
            List.of("-XX:+IgnoreUnrecognizedVMOptions", "--sun-misc-unsafe-memory-access=allow");

    @TempDir
    Path data;

    private List<String> options = List.of();
    private String input = "";
    private Map<String, String> environment = Map.of();
    private int exitCode;
    private List<String> errors;

    @BeforeEach
    void record() {
        RecordedNode.record(data);
    }

    @Test
    void shouldInspect() throws IOException, InterruptedException {
        assertThat(run("inspect", "--outbox", "--type", "AlertFired", "--symbol", "EURUSD", "--format", "jsonl"))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("{\"sequence\":9,");
        assertThat(exitCode).isZero();
    }

    @Test
    void shouldVerify() throws IOException, InterruptedException {
        assertThat(run("verify"))
                .containsExactly(
                        "47 inputs lead to 11 firings and 3 other events, as in the outbox", "there is nothing to do");
        assertThat(exitCode).isZero();
    }

    @Test
    void shouldCount() throws IOException, InterruptedException {
        assertThat(run("stats"))
                .containsSequence("journal", "  files      1", "  batches    23, 2995 bytes", "  inputs     47");
        assertThat(run("stats", "--format", "jsonl"))
                .hasSize(9)
                .first()
                .asString()
                .startsWith("{\"what\":\"journal\",\"files\":1,\"batches\":23,\"inputs\":47,");
        assertThat(exitCode).isZero();
    }

    @Test
    void shouldRehearse() throws IOException, InterruptedException {
        assertThat(run("rehearse"))
                .containsExactly(
                        "47 inputs: 11 firings equal, 0 added, 0 lost, 0 moved, 0 changed, 0 not in the outbox yet",
                        "other events: 3 equal, 0 added, 0 lost, 0 changed, 0 not in the outbox yet",
                        "this build emits the same alerts: the upgrade can go ahead");
        assertThat(exitCode).isZero();
    }

    @Test
    void shouldRunTheCommandsOfAScriptInTheConsole() throws IOException, InterruptedException {
        input = """
                inspect --from 47 --to 47

                frobnicate
                inspect --from "soon"
                verify --format jsonl
                exit
                stats
                """;
        assertThat(run("console"))
                .containsExactly(
                        "47 2023-11-14T22:13:42Z Clock",
                        "{\"what\":\"verify\",\"equal\":true,\"inputs\":47,\"firings\":11,\"events\":14,"
                                + "\"pending\":0,\"snapshots\":0}");
        assertThat(exitCode).isEqualTo(2);
        assertThat(errors)
                .containsExactly(
                        "tocsin-replay: Unmatched argument at index 0: 'frobnicate'",
                        "tocsin-replay: Invalid value for option '--from': 'soon' is neither a sequence nor an RFC"
                                + " 3339 time between the years 1678 and 2261");
    }

    @Test
    void shouldLeaveTheConsoleAtTheEndOfItsInput() throws IOException, InterruptedException {
        options = MAKE_CONSOLE;
        input = "help";
        assertThat(run("console"))
                .contains("  exit       Leaves the console, as Ctrl-D does.")
                .noneMatch(line -> line.contains("console  "));
        assertThat(exitCode).isZero();
        assertThat(errors).isEmpty();
    }

    @Test
    void shouldCompleteAndRememberLinesOnATerminal() throws IOException, InterruptedException {
        Path script = Path.of("/usr/bin/script");
        assumeThat(script).as("what gives a process a terminal").isExecutable();
        Path history = data.resolve("history");
        String console = String.join(
                " ", command(MAKE_CONSOLE, "console", "--history", history.toString(), "--data", data.toString()));
        input = "ver\t\nexit\n";
        List<String> lines = run(List.of(script.toString(), "-qec", console, "/dev/null"));
        assertThat(lines)
                .anyMatch(line -> line.contains("On " + data + ". TAB completes"))
                .anyMatch(line -> line.contains("47 inputs lead to 11 firings and 3 other events, as in the outbox"))
                .noneMatch(line -> line.contains("WARNING"));
        assertThat(exitCode).isZero();
        assertThat(Files.readAllLines(history))
                .extracting(line -> line.replaceFirst("^\\d+:", ""))
                .containsExactly("verify", "exit");
    }

    @Test
    void shouldColourOnlyWhereAsked() throws IOException, InterruptedException {
        environment = Map.of("CLICOLOR_FORCE", "1");
        assertThat(run("verify"))
                .first()
                .asString()
                .startsWith("\u001b[32m47 inputs")
                .endsWith("\u001b[39m");
        environment = Map.of("CLICOLOR_FORCE", "1", "NO_COLOR", "1");
        assertThat(run("verify")).first().asString().startsWith("47 inputs");
    }

    @Test
    void shouldRefuseWrongUsage() throws IOException, InterruptedException {
        assertThat(run("inspect", "--from", "soon")).isEmpty();
        assertThat(exitCode).isEqualTo(2);
    }

    private static List<String> command(List<String> options, String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(args));
        return command;
    }

    private List<String> run(String... args) throws IOException, InterruptedException {
        List<String> command = command(options, args);
        command.addAll(List.of("--data", data.toString()));
        return run(command);
    }

    private List<String> run(List<String> command) throws IOException, InterruptedException {
        Path out = data.resolve("out.txt");
        Path err = data.resolve("err.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        // What an operator may have set and a test should not depend on.
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "NO_COLOR", "CLICOLOR_FORCE"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(UTF_8));
        }
        exitCode = process.waitFor();
        // Without the options of the Makefile, JDK 24 and newer warn of what Chronicle uses.
        errors = Files.readAllLines(err).stream()
                .filter(line -> !options.isEmpty() || !line.startsWith("WARNING: "))
                .toList();
        return Files.readAllLines(out);
    }
}
