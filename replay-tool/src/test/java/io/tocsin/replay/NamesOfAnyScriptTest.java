package io.tocsin.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.replay.table.ParquetFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tool says of symbols beyond ASCII, with signs, and as long as can be. */
class NamesOfAnyScriptTest {
    private static final String CHINESE = "币安人生USDT";
    private static final String LONGEST = "\uD842\uDFB7".repeat(15) + "^=&+";
    private static final String QUOTED = "O'NEIL(A)#1";

    private final StringWriter out = new StringWriter();

    @TempDir
    Path data;

    @BeforeEach
    void record() {
        RecordedNode.record(data, List.of(CHINESE, LONGEST, QUOTED));
    }

    @Test
    void shouldInspect() {
        for (String name : List.of(CHINESE, LONGEST, QUOTED)) {
            run(0, "inspect", "--symbol", name);
            assertThat(out.toString().lines())
                    .hasSize(4)
                    .allMatch(line -> line.contains(" symbol=" + name + " ") || line.endsWith(" symbol=" + name));
            run(0, "inspect", "--outbox", "--symbol", name, "--type", "AlertFired", "--format", "jsonl");
            assertThat(out.toString()).contains("\"symbol\":\"" + name + "\"").hasLineCount(1);
        }
    }

    @Test
    void shouldSayWhy() {
        run(0, "why", "--alert", "1");
        assertThat(out.toString()).contains("  symbol     " + CHINESE, "  watches    " + CHINESE + ": price 805.5");
        run(0, "why", "--alert", "2");
        assertThat(out.toString()).contains("  symbol     " + LONGEST);
    }

    @Test
    void shouldExport() throws Exception {
        for (String what : List.of("ticks", "alerts", "firings")) {
            for (String format : List.of("csv", "jsonl", "parquet")) {
                Path file = data.resolve(what + "." + format);
                run(0, "export", "--what", what, "--out", file.toString());
                String text =
                        format.equals("parquet") ? ParquetFile.read(file).rows().toString() : Files.readString(file);
                assertThat(text).as(file.toString()).contains(CHINESE, LONGEST, QUOTED);
            }
        }
    }

    @Test
    void shouldVerifyAndBacktest() throws Exception {
        run(0, "verify");
        Path ticks = Files.writeString(
                data.resolve("ticks.csv"), CHINESE + ",1700000000000000000,1\n" + LONGEST + ",1700000000000000001,9\n");
        String alert = "{\"symbol\":\"" + LONGEST + "\",\"condition\":{\"type\":\"above\",\"level\":5}}";
        run(0, "backtest", "--alert", alert, "--ticks", ticks.toString());
        assertThat(out.toString()).contains("\"symbol\":\"" + LONGEST + "\"");
    }

    @Test
    void shouldRefuseWhatIsNoName() throws Exception {
        for (String name : List.of("x".repeat(65), "A\u0308", "A B", "\uD83D\uDE80", "")) {
            run(2, "inspect", "--symbol", name);
            assertThat(out.toString()).contains("--symbol: must be 1 to 64 bytes of UTF-8 in NFC");
            run(
                    2,
                    "backtest",
                    "--alert",
                    "{\"symbol\":\"" + name + "\",\"condition\":{\"type\":\"above\",\"level\":5}}");
            assertThat(out.toString()).contains("/symbol", "must be 1 to 64 bytes of UTF-8 in NFC");
        }
        Path ticks = Files.writeString(data.resolve("ticks.csv"), "A\u0308,1700000000000000000,1\n");
        run(
                2,
                "backtest",
                "--alert",
                "{\"symbol\":\"A\",\"condition\":{\"type\":\"above\",\"level\":5}}",
                "--ticks",
                ticks.toString());
        assertThat(out.toString()).contains("line 1, column 1 (symbol): 'A\u0308' must be 1 to 64 bytes");
    }

    private void run(int exitCode, String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command, "--data", data.toString()));
        all.addAll(List.of(arguments));
        out.getBuffer().setLength(0);
        int actual = Main.run(all.toArray(String[]::new), new PrintWriter(out), new PrintWriter(out));
        assertThat(actual).as("%s: %s", all, out).isEqualTo(exitCode);
    }
}
