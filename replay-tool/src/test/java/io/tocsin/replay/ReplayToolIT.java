package io.tocsin.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar as it is shipped, without any JVM option. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ReplayToolIT {
    private static final Path JAR = Path.of("target", "tocsin-replay.jar");

    @TempDir
    Path data;

    private int exitCode;

    @BeforeEach
    void record() {
        RecordedNode.record(data);
    }

    @Test
    void shouldInspect() throws IOException, InterruptedException {
        assertThat(run("inspect", "--outbox", "--symbol", "EURUSD", "--format", "jsonl"))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("{\"sequence\":9,");
        assertThat(exitCode).isZero();
    }

    @Test
    void shouldVerify() throws IOException, InterruptedException {
        assertThat(run("verify")).containsExactly("47 inputs lead to 11 firings, as in the outbox");
        assertThat(exitCode).isZero();
    }

    @Test
    void shouldRefuseWrongUsage() throws IOException, InterruptedException {
        assertThat(run("inspect", "--from", "soon")).isEmpty();
        assertThat(exitCode).isEqualTo(2);
    }

    private List<String> run(String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(args));
        command.addAll(List.of("--data", data.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), UTF_8)
                .lines()
                .toList();
        exitCode = process.waitFor();
        return lines;
    }
}
