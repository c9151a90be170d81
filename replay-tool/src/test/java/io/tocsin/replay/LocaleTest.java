package io.tocsin.replay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing of what the commands print and write depends on the locale, also where nobody has set it for the process. */
class LocaleTest {
    private static final String ALERT = """
            {"symbol":"BTCUSD","condition":{"type":"above","level":"800"},"trigger":{"mode":"every","reset":"790"},\
            "message":"{{symbol}}: İstanbul"}""";

    private static final List<String> COMMANDS = List.of(
            "stats",
            "stats --format jsonl",
            "verify",
            "verify --format jsonl",
            "inspect",
            "inspect --format jsonl",
            "inspect --format csv --from 4 --to 9",
            "inspect --outbox --type alert_fired",
            "why --alert 1",
            "why --alert 1 --format jsonl",
            "why --alert 99",
            "retention",
            "rehearse",
            "rehearse --format jsonl",
            "backtest --alert ALERT",
            "snapshot --out OUT",
            "export --what ticks --out OUT.csv",
            "export --what alerts --out OUT.jsonl",
            "export --what firings --out OUT.parquet");

    private final Locale before = Locale.getDefault();

    @TempDir
    Path directory;

    private Path data;

    @BeforeEach
    void record() throws IOException {
        data = Files.createDirectory(directory.resolve("data"));
        RecordedNode.record(data);
        Files.writeString(directory.resolve("alert.json"), ALERT);
    }

    @AfterEach
    void restore() {
        Locale.setDefault(before);
    }

    /** One whose letters, two whose digits, and one whose calendar too are of their own. */
    @Test
    void shouldPrintTheSameInEveryLocale() throws IOException {
        List<String> expected = inLocale(Locale.ROOT);
        for (String tag : List.of("tr-TR", "ar-EG-u-nu-arab", "fa-IR-u-nu-arabext", "th-TH-u-ca-buddhist-nu-thai")) {
            assertThat(inLocale(Locale.forLanguageTag(tag))).as(tag).isEqualTo(expected);
        }
    }

    @Test
    void shouldTakeNumbersOnlyInTheDigitsThatItPrints() {
        for (String command :
                List.of("why --alert ١", "inspect --alert 1٠", "retention --snapshots ２", "inspect --from ١")) {
            assertThat(run(command)).startsWith("exit code 2\ntocsin-replay: Invalid value for option '--");
        }
        assertThat(run("retention --snapshots 2147483648")).contains("is too large");
    }

    private List<String> inLocale(Locale locale) throws IOException {
        Locale.setDefault(locale);
        List<String> results = new ArrayList<>();
        for (String command : COMMANDS) {
            results.add(command + ": " + run(command) + written());
        }
        return results;
    }

    private String run(String command) {
        StringWriter printed = new StringWriter();
        String[] args = (command + " --data " + data)
                .replace("ALERT", directory.resolve("alert.json").toString())
                .replace("OUT", directory.resolve("out").toString())
                .split(" ");
        int exitCode = Main.run(args, new PrintWriter(printed), new PrintWriter(printed));
        return "exit code " + exitCode + "\n" + printed;
    }

    /** What the command has written, which is then taken away. */
    private String written() throws IOException {
        StringBuilder written = new StringBuilder();
        for (String name : List.of("out", "out.csv", "out.jsonl", "out.parquet")) {
            Path file = directory.resolve(name);
            if (Files.exists(file)) {
                written.append(Files.readString(file, ISO_8859_1));
                Files.delete(file);
            }
        }
        return written.toString();
    }
}
