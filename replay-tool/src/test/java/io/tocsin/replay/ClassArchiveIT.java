package io.tocsin.replay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.engine.JdkDependent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes that {@code config/run} makes, by the tool's, which is the smaller one. */
@JdkDependent
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ClassArchiveIT {
    private static final String JDK = System.getProperty("java.home");
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String VERSION = "tocsin-replay 0.1.0-SNAPSHOT";
    private static final String PREPARING =
            "Preparing faster starts of tocsin-replay.jar by this JDK, once; that takes a few seconds";

    private static final FileTime OLD = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir
    Path directory;

    private Path jar;
    private Path archive;
    private Path temporary;

    @BeforeEach
    void copyJar() throws IOException {
        temporary = Files.createDirectory(directory.resolve("tmp"));
        Path home = Files.createDirectory(directory.resolve("home"));
        jar = Files.copy(Path.of("target", "tocsin-replay.jar"), home.resolve("tocsin-replay.jar"));
        archive = home.resolve("tocsin-replay.jsa");
    }

    @Test
    void shouldTakeItsClassesFromAnArchiveThatFits() throws Exception {
        assertThat(run(JDK)).containsExactly(PREPARING, VERSION);
        assertThat(takesClassesFrom(archive)).isTrue();
        assertThat(run(JDK)).containsExactly(VERSION);
        assertNothingIsLeft("tocsin-replay.jar", "tocsin-replay.jsa", "tocsin-replay.jsa.origin");
        for (Path misfit : misfits()) {
            assertThat(output(start(java(misfit)))).as("%s", misfit).containsExactly(VERSION);
        }
        Files.setLastModifiedTime(jar, OLD);
        assertThat(takesClassesFrom(archive)).isFalse();
        assertThat(output(start(java(archive)))).containsExactly(VERSION);
    }

    private List<Path> misfits() throws IOException {
        byte[] bytes = Files.readAllBytes(archive);
        int vm = new String(bytes, 0, 4096, ISO_8859_1).indexOf("Server VM (");
        assertThat(vm).isPositive();
        bytes[vm] ^= 1;
        return List.of(
                directory,
                directory.resolve("missing.jsa"),
                Files.write(directory.resolve("empty.jsa"), new byte[0]),
                Files.writeString(directory.resolve("text.jsa"), "no archive at all"),
                Files.write(directory.resolve("of-another-jvm.jsa"), bytes));
    }

    /** Not each time anew where that cannot be; but again for what is another jar, newer or not, or another JDK. */
    @Test
    void shouldTryOnceForEachJarAndJdk() throws Exception {
        String failed =
                "It could not be done; starts take longer. Remove " + archive + ".origin to have it tried again";
        String jdk = jdkThatDumps("jdk", "exit 1");
        assertThat(run(jdk)).containsExactly(PREPARING, failed, VERSION);
        assertThat(run(jdk)).containsExactly(VERSION);
        assertNothingIsLeft("tocsin-replay.jar", "tocsin-replay.jsa.origin");
        Files.setLastModifiedTime(jar, OLD);
        assertThat(run(jdk)).containsExactly(PREPARING, failed, VERSION);
        assertThat(run(jdkThatDumps("other-jdk", "exit 1"))).containsExactly(PREPARING, failed, VERSION);
    }

    @Test
    void shouldStopWhileItMakesAnArchive() throws Exception {
        Path pid = directory.resolve("pid");
        Process run = start(command(jdkThatDumps("jdk", "echo $$ >" + pid + "; exec sleep 600")));
        await().until(() -> Files.exists(pid) && Files.size(pid) > 0);
        run.toHandle().destroy();
        assertThat(output(run)).containsExactly(PREPARING);
        assertThat(run.exitValue()).isZero();
        assertNothingIsLeft("tocsin-replay.jar");
        await().until(() -> ProcessHandle.of(
                        Long.parseLong(Files.readString(pid).strip()))
                .filter(ProcessHandle::isAlive)
                .isEmpty());
    }

    /** A JDK that is this one, but for what it does when it is to write an archive. */
    private String jdkThatDumps(String name, String command) throws IOException {
        Path bin = Files.createDirectories(directory.resolve(name).resolve("bin"));
        Path java = Files.writeString(bin.resolve("java"), """
                #!/bin/sh
                case "$*" in *-Xshare:dump*) %s ;; esac
                exec "%s/bin/java" "$@"
                """.formatted(command, JDK));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return bin.getParent().toString();
    }

    private void assertNothingIsLeft(String... files) {
        assertThat(temporary).isEmptyDirectory();
        assertThat(jar.getParent().toFile().list()).containsExactlyInAnyOrder(files);
    }

    /** What {@code config/run} prints. */
    private List<String> run(String jdk) throws Exception {
        Process run = start(command(jdk));
        List<String> lines = output(run);
        assertThat(run.exitValue()).isZero();
        return lines;
    }

    private List<String> command(String jdk) {
        return List.of("env", "JAVA_HOME=" + jdk, "TMPDIR=" + temporary, "config/run", jar.toString(), "--version");
    }

    private boolean takesClassesFrom(Path archived) throws Exception {
        List<String> command = new ArrayList<>(java(archived));
        command.add(1, "-Xlog:class+load");
        return output(start(command)).stream()
                .anyMatch(line -> line.contains(" io.tocsin.replay.Main source: shared objects file"));
    }

    private List<String> java(Path archived) {
        return List.of(
                JDK + "/bin/java",
                "@config/replay.options",
                "-XX:SharedArchiveFile=" + archived,
                "-jar",
                jar.toString(),
                "--version");
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .start();
    }

    private static List<String> output(Process process) throws IOException, InterruptedException {
        List<String> lines = new String(process.getInputStream().readAllBytes(), ISO_8859_1)
                .lines()
                .toList();
        process.waitFor();
        return lines;
    }
}
