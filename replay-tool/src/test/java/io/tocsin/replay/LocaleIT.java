package io.tocsin.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar as it is shipped, in locales that are not those of its authors, and on a runtime without a compiler. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LocaleIT {
    private static final Path JAR = Path.of("target", "tocsin-replay.jar");
    private static final String ALERT =
            "{\"symbol\":\"BTCUSD\",\"condition\":{\"type\":\"above\",\"level\":\"800\"},\"message\":\"Gümüş 币安\"}";

    /** In the console, so that one process is enough for all of them. */
    private static final String COMMANDS = """
            stats
            stats --format jsonl
            verify
            inspect --format csv
            inspect --outbox
            why --alert 1
            rehearse
            retention
            backtest --alert ALERT
            export --what ticks --out OUT --force
            """;

    @TempDir
    Path directory;

    private Path data;
    private Path alert;

    @BeforeEach
    void record() throws IOException {
        data = Files.createDirectory(directory.resolve("data"));
        alert = Files.writeString(directory.resolve("alert.json"), ALERT);
        RecordedNode.record(data);
    }

    @Test
    void shouldPrintTheSameBytesInEveryLocale() throws IOException, InterruptedException {
        String expected = script("C.UTF-8", "", "");
        assertThat(expected).contains("47 inputs lead to 11 firings", "  inputs     47", "Gümüş 币安");
        assertThat(script("C", "tr-TR", "fa-IR")).isEqualTo(expected);
        assertThat(script("C.UTF-8", "th-TH-TH", "th-TH-TH")).isEqualTo(expected);
    }

    @Test
    void shouldRefuseAnArgumentThatDidNotComeThrough() throws IOException, InterruptedException {
        String output = run("C", List.of(), "", "inspect", "--symbol", "币安人生USDT", "--data", data.toString());
        assertThat(output.lines().filter(line -> !line.startsWith("WARNING: ")))
                .containsExactly(
                        "exit code 2",
                        "tocsin-replay: argument 3, --symbol ????????????USDT, did not come through"
                                + " whole: write it in UTF-8, under a UTF-8 locale such as LC_ALL=C.UTF-8");
        assertThat(run("C.UTF-8", List.of(), "", "inspect", "--symbol", "币安人生USDT", "--data", data.toString()))
                .startsWith("exit code 0\n");
    }

    /** All output and what was exported. */
    private String script(String locale, String tag, String formatTag) throws IOException, InterruptedException {
        Path exported = directory.resolve("ticks.csv");
        // No jdk.compiler: what Chronicle used to compile at each start comes with the jar.
        List<String> options = new ArrayList<>(List.of("--limit-modules", "java.se,jdk.unsupported"));
        options.addAll(locale("", tag));
        options.addAll(locale(".format", formatTag));
        String commands = COMMANDS.replace("ALERT", alert.toString()).replace("OUT", exported.toString());
        return run(locale, options, commands, "console", "--data", data.toString()) + Files.readString(exported);
    }

    private static List<String> locale(String category, String tag) {
        String[] parts = (tag + "-".repeat(2)).split("-", -1);
        return List.of(
                "-Duser.language" + category + "=" + parts[0],
                "-Duser.country" + category + "=" + parts[1],
                "-Duser.variant" + category + "=" + parts[2]);
    }

    private String run(String locale, List<String> options, String input, String... args)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+IgnoreUnrecognizedVMOptions", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(options);
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(List.of(args));
        Path output = directory.resolve("output.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "NO_COLOR", "CLICOLOR_FORCE", "LANG"));
        builder.environment().put("LC_ALL", locale);
        Process process = builder.start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(UTF_8));
        }
        return "exit code " + process.waitFor() + "\n" + Files.readString(output);
    }
}
