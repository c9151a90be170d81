package io.tocsin.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tocsin.journal.DamagedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the shipped tool says of a journal that was damaged by hand: one line, with the position, and exit code 1. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DamageIT {
    private static final Path JAR = Path.of("target", "tocsin-replay.jar").toAbsolutePath();
    private static final String WAY_ON = " was expected; docs/operating/damage.md says how to go on";

    @TempDir
    Path data;

    private DamagedData damaged;
    private List<String> out;

    @BeforeEach
    void write() {
        damaged = new DamagedData(data);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stats", "verify", "inspect", "rehearse"})
    void shouldNameAFlippedByte(String command) throws Exception {
        Path file = damaged.file(1);
        long position = DamagedData.documents(file).get(40);
        DamagedData.flip(file, position + 70);
        refused(
                command,
                "damaged document in " + file + " at byte " + position + ", where " + DamagedData.sequence(1, 40)
                        + WAY_ON);
    }

    /** As docs/operating/damage.md says, for want of a copy. */
    @Test
    void shouldCutBackToJustBeforeTheDamage(@TempDir Path elsewhere) throws Exception {
        Path file = damaged.file(1);
        DamagedData.flip(file, DamagedData.documents(file).get(40) + 70);
        String last = Long.toString(DamagedData.sequence(1, 40) - 1);
        String snapshot = elsewhere.resolve("before-damage.snapshot").toString();
        assertThat(run("inspect", "--to", last)).isZero();
        assertThat(run("snapshot", "--at", last, "--out", snapshot)).isZero();
        assertThat(run("restore", "--from", snapshot, "--at", last)).isZero();
        assertThat(run("verify")).isZero();
        assertThat(out).first().asString().startsWith(last + " inputs lead to ");
        assertThat(run("stats")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stats", "verify", "inspect"})
    void shouldNameAZeroedPage(String command) throws Exception {
        Path file = damaged.file(2);
        List<Long> documents = DamagedData.documents(file);
        long page = (documents.get(30) & -4096) + 4096;
        int hit = (int) documents.stream().filter(position -> position < page).count() - 1;
        DamagedData.write(file, page, new byte[4096]);
        refused(
                command,
                "damaged document in " + file + " at byte " + documents.get(hit) + ", where "
                        + DamagedData.sequence(2, hit) + WAY_ON);
    }

    @Test
    void shouldShowWhatIsBeforeAndBehindAHole() throws Exception {
        Path file = damaged.file(2);
        List<Long> documents = DamagedData.documents(file);
        DamagedData.write(file, documents.get(30), new byte[(int) (documents.get(32) - documents.get(30))]);
        refused(
                "inspect",
                "damaged document in " + file + " at byte " + documents.get(30) + ", where "
                        + DamagedData.sequence(2, 30) + WAY_ON);
        assertThat(out).hasSize((int) DamagedData.sequence(2, 30) - 1);
        long behind = DamagedData.sequence(2, 32);
        assertThat(run("inspect", "--from", Long.toString(behind))).isZero();
        assertThat(out).hasSize((DamagedData.BATCHES - 32) * DamagedData.INPUTS);
        assertThat(out).first().asString().startsWith(behind + " ");
    }

    @Test
    void shouldSayATruncatedEndFromDamage() throws Exception {
        Path file = damaged.file(2);
        long position = DamagedData.documents(file).get(99);
        DamagedData.truncate(file, position + 100);
        for (String command : List.of("stats", "verify", "inspect")) {
            refused(
                    command,
                    "torn tail in " + file + " at byte " + position + ", where " + DamagedData.sequence(2, 99)
                            + " was expected; nothing whole follows, and a node that starts cuts it off, keeping a copy");
        }
    }

    @Test
    void shouldNameAMissingFile() throws Exception {
        Files.delete(damaged.file(1));
        Path file = damaged.file(1);
        for (String command : List.of("stats", "verify", "inspect")) {
            refused(
                    command,
                    "document missing in " + file + " at byte "
                            + DamagedData.documents(file).get(0) + ", where " + DamagedData.sequence(1, 0) + WAY_ON);
        }
    }

    @Test
    void shouldNotBeContentWithoutTheNewestFile() throws Exception {
        Path newest = damaged.file(2);
        Files.delete(newest);
        refused("verify", "file missing: " + newest + "; docs/operating/damage.md says how to go on");
        assertThat(run("stats")).isZero();
    }

    @Test
    void shouldNotReplayAJournalWithoutItsFirstFile() throws Exception {
        Files.delete(damaged.file(0));
        refused(
                "verify",
                "the journal begins with input " + DamagedData.sequence(1, 0) + ", and no snapshot in "
                        + data.resolve("snapshots")
                        + " that can be used reaches it; docs/operating/damage.md says how to go on");
        assertThat(run("stats")).isZero();
        assertThat(out).anyMatch(line -> line.startsWith("  first      sequence " + DamagedData.sequence(1, 0) + " "));
    }

    @Test
    void shouldReadADirectoryThatItMustNotWrite() throws Exception {
        assumeThat(Files.isReadable(JAR)).isTrue();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path path : files.toList()) {
                Files.setPosixFilePermissions(
                        path, PosixFilePermissions.fromString(Files.isDirectory(path) ? "r-xr-xr-x" : "r--r--r--"));
            }
        }
        try {
            for (String command : List.of("stats", "verify", "inspect")) {
                assertThat(run(command)).as("%s", out).isZero();
            }
        } finally {
            try (Stream<Path> files = Files.walk(data)) {
                for (Path path : files.filter(Files::isDirectory).toList()) {
                    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
                }
            }
        }
    }

    private void refused(String command, String message) throws Exception {
        assertThat(run(command)).isEqualTo(1);
        assertThat(errors()).containsExactly("tocsin-replay: " + message);
    }

    private int run(String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                ToolProcess.JIT,
                "-jar",
                JAR.toString()));
        command.addAll(List.of(args));
        command.addAll(List.of("--data", data.toString()));
        Path stdout = Files.createTempFile("tocsin-replay", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(stdout.toFile())
                    .redirectError(errorFile().toFile())
                    .start();
            int exitCode = process.waitFor();
            out = Files.readAllLines(stdout, UTF_8);
            return exitCode;
        } finally {
            Files.delete(stdout);
        }
    }

    /** Without what JDK 24 and newer say of what Chronicle uses. */
    private List<String> errors() throws IOException {
        return Files.readAllLines(errorFile(), UTF_8).stream()
                .filter(line -> !line.startsWith("WARNING: "))
                .toList();
    }

    private Path errorFile() {
        return Path.of("target", "damage-it.err");
    }
}
