package io.tocsin.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.journal.NodeLock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path data;

    @BeforeEach
    void record() {
        RecordedNode.record(data);
    }

    @Test
    void shouldPrintInputsAsText() {
        assertThat(run("inspect")).isZero();
        assertThat(lines())
                .hasSize(47)
                .contains(
                        "1 2023-11-14T22:13:20Z SetLimits maxAlerts=1000 maxSymbols=100 maxAlertsPerOwner=100"
                                + " maxSeries=50 maxSeriesPerSymbol=20 maxKeysPerOwner=100 maxKeys=1000",
                        "2 2023-11-14T22:13:21Z ConfigureSymbol decimals=2 symbol=BTCUSD",
                        "4 2023-11-14T22:13:21Z CreateAlert alert=1 app=default user=alice condition=above low=800.00 mode=every"
                                + " reset=790.00 symbol=BTCUSD actions=websocket,webhook:https://example.org/"
                                + " message=\"rang \\\"loud\\\"\"",
                        "6 2023-11-14T22:13:22Z Tick symbol=BTCUSD price=780.00 size=1.50000000"
                                + " exchangeTime=2023-11-14T22:13:21.999999999Z",
                        "46 2023-11-14T22:13:42Z SetAlertStatus alert=1 status=paused app=default user=alice",
                        "47 2023-11-14T22:13:42Z Clock");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void shouldPrintInputsAsJson() {
        assertThat(run("inspect", "--format", "jsonl", "--from", "6", "--to", "7"))
                .isZero();
        assertThat(lines())
                .containsExactly(
                        "{\"sequence\":6,\"time\":\"2023-11-14T22:13:22Z\",\"type\":\"Tick\",\"symbol\":\"BTCUSD\","
                                + "\"price\":\"780.00\",\"size\":\"1.50000000\","
                                + "\"exchangeTime\":\"2023-11-14T22:13:21.999999999Z\"}",
                        "{\"sequence\":7,\"time\":\"2023-11-14T22:13:22Z\",\"type\":\"Tick\",\"symbol\":\"EURUSD\","
                                + "\"price\":\"1.05000\",\"size\":\"1.50000000\","
                                + "\"exchangeTime\":\"2023-11-14T22:13:21.999999999Z\"}");
    }

    @Test
    void shouldSelect() {
        assertThat(run("inspect", "--symbol", "EURUSD", "--type", "tick")).isZero();
        assertThat(lines()).hasSize(RecordedNode.TICK_BATCHES).allMatch(line -> line.contains("symbol=EURUSD"));

        assertThat(run("inspect", "--alert", "1")).isZero();
        assertThat(lines()).hasSize(2).first().asString().startsWith("4 ");

        assertThat(run("inspect", "--type", "create_alert")).isZero();
        assertThat(lines()).hasSize(2);

        assertThat(run("inspect", "--from", "2023-11-14T22:13:42Z", "--to", "2023-11-14T23:13:42+01:00"))
                .isZero();
        assertThat(lines()).hasSize(2).first().asString().startsWith("46 ");

        assertThat(run("inspect", "--from", "100000")).isZero();
        assertThat(lines()).isEmpty();
    }

    @Test
    void shouldPrintInputsAsATable() {
        assertThat(run("inspect", "--format", "csv", "--from", "4", "--to", "6"))
                .isZero();
        assertThat(lines())
                .hasSize(4)
                .contains(
                        "sequence,time,type,event,symbol,alert,app,user,price,size,details",
                        "4,2023-11-14T22:13:21Z,CreateAlert,,BTCUSD,1,default,alice,,,\"{\"\"condition\"\":\"\"above\"\","
                                + "\"\"low\"\":\"\"800.00\"\",\"\"mode\"\":\"\"every\"\",\"\"reset\"\":\"\"790.00\"\","
                                + "\"\"actions\"\":\"\"websocket,webhook:https://example.org/\"\","
                                + "\"\"message\"\":\"\"rang \\\"\"loud\\\"\"\"\"}\"",
                        "6,2023-11-14T22:13:22Z,Tick,,BTCUSD,,,,780.00,1.50000000,"
                                + "\"{\"\"exchangeTime\"\":\"\"2023-11-14T22:13:21.999999999Z\"\"}\"");
        assertThat(run("inspect", "--outbox", "--format", "csv", "--to", "8")).isZero();
        assertThat(lines())
                .last()
                .asString()
                .startsWith("8,2023-11-14T22:13:23Z,AlertFired,8-0,BTCUSD,1,default,alice,805.50,,");
    }

    /** Also the names that are given meanwhile, and past limits that were raised. */
    @Test
    void shouldFollow() throws Exception {
        CompletableFuture<Integer> exitCode =
                CompletableFuture.supplyAsync(() -> run("inspect", "--follow", "--from", "47", "--to", "51"));
        await().until(() -> lines().size(), size -> size == 1);
        assertThat(exitCode).isNotDone();
        RecordedNode.goOn(data);
        assertThat(exitCode.get(10, TimeUnit.SECONDS)).isZero();
        assertThat(lines()).hasSize(5);
        assertThat(lines().get(3)).startsWith("50 2023-11-14T22:14:20Z CreateAlert alert=3 ");
        assertThat(lines().get(4)).startsWith("51 2023-11-14T22:14:21Z Tick symbol=XRPUSD price=0.4000 ");
    }

    @Test
    void shouldPrintEvents() {
        assertThat(run("inspect", "--outbox")).isZero();
        assertThat(lines())
                .hasSize(14)
                .contains(
                        "4 2023-11-14T22:13:21Z AlertChanged event=4-0 alert=1 change=created status=active version=1"
                                + " firedCount=0 app=default user=alice condition=above low=800.00 mode=every"
                                + " reset=790.00 symbol=BTCUSD actions=websocket,webhook:https://example.org/"
                                + " message=\"rang \\\"loud\\\"\"",
                        "46 2023-11-14T22:13:42Z AlertChanged event=46-0 alert=1 change=status_set status=paused version=2"
                                + " firedCount=10 app=default user=alice")
                .contains("8 2023-11-14T22:13:23Z AlertFired event=8-0 alert=1 version=1"
                        + " condition=above price=805.50 previous=780.00 level=800.00"
                        + " exchangeTime=2023-11-14T22:13:22.999999999Z firedCount=1 symbol=BTCUSD"
                        + " app=default user=alice actions=websocket,webhook:https://example.org/"
                        + " message=\"rang \\\"loud\\\"\"");

        assertThat(run("inspect", "--outbox", "--type", "AlertFired")).isZero();
        assertThat(lines()).hasSize(11).allMatch(line -> line.contains(" AlertFired "));

        assertThat(run("inspect", "--outbox", "--alert", "2", "--format", "jsonl"))
                .isZero();
        assertThat(lines()).hasSize(2).first().asString().contains("\"event\":\"5-0\"", "\"alert\":\"2\"");
        assertThat(lines()).last().asString().contains("\"event\":\"9-0\"", "\"alert\":\"2\"");

        assertThat(run("inspect", "--outbox", "--from", "10", "--to", "2023-11-14T22:13:30Z"))
                .isZero();
        assertThat(lines()).hasSize(3);
    }

    @Test
    void shouldCount() {
        assertThat(run("stats")).isZero();
        assertThat(out.toString())
                .contains("files      1")
                .contains("inputs     47")
                .contains("first      sequence 1 at 2023-11-14T22:13:20Z")
                .contains("last       sequence 47 at 2023-11-14T22:13:42Z")
                .contains("longest 1.000 s after sequence 1")
                .contains("largest 4 inputs")
                .containsPattern("Tick +40, ")
                .contains("firings    11, ")
                .contains("first      event 8-0 at 2023-11-14T22:13:23Z")
                .contains("last       event 44-0 at 2023-11-14T22:13:41Z")
                .containsPattern("AlertChanged +3, ");
    }

    @Test
    void shouldCountAsJson() {
        assertThat(run("stats", "--format", "jsonl")).isZero();
        assertThat(lines()).hasSize(9).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        assertThat(lines().get(0))
                .startsWith("{\"what\":\"journal\",\"files\":1,\"batches\":23,\"inputs\":47,")
                .contains("\"firstSequence\":1,\"firstTime\":\"2023-11-14T22:13:20Z\"")
                .contains("\"lastSequence\":47,\"lastTime\":\"2023-11-14T22:13:42Z\"");
        assertThat(lines().get(1)).startsWith("{\"what\":\"type\",\"type\":\"Tick\",\"inputs\":40,");
        assertThat(lines().get(7))
                .startsWith("{\"what\":\"outbox\",\"files\":1,\"firings\":11,")
                .contains("\"firstEvent\":\"8-0\",\"firstTime\":\"2023-11-14T22:13:23Z\"")
                .contains("\"lastEvent\":\"44-0\",\"lastTime\":\"2023-11-14T22:13:41Z\"");
        assertThat(lines().get(8)).startsWith("{\"what\":\"event\",\"type\":\"AlertChanged\",\"events\":3,");
    }

    @Test
    void shouldVerify() {
        assertThat(run("verify")).isZero();
        assertThat(lines())
                .containsExactly(
                        "47 inputs lead to 11 firings and 3 other events, as in the outbox", "there is nothing to do");
    }

    @Test
    void shouldVerifyANodeThatDiedBeforeItsFirstFiring() throws IOException {
        delete(data.resolve("outbox"));
        assertThat(run("verify")).isZero();
        assertThat(lines())
                .containsExactly(
                        "47 inputs lead to 0 firings, as in the outbox",
                        "14 more from event 4-0 on are not in it yet; the node appends them when it starts");
    }

    @Test
    void shouldFindWhatTheJournalDoesNotLeadTo() throws IOException {
        Path other = data.resolve("other");
        RecordedNode.record(other);
        delete(data.resolve("journal"));
        Files.createDirectory(data.resolve("journal"));
        assertThat(run("verify")).isEqualTo(1);
        assertThat(lines())
                .containsExactly(
                        "difference at sequence 4: the outbox holds event 4-0, which the journal does not lead to",
                        "the outbox does not belong to this journal and this build: a node of this build would stop at this"
                                + " event; `rehearse` lists all differences, docs/operating/damage.md says how to go on");
        assertThat(run("verify", "--format", "jsonl")).isEqualTo(1);
        assertThat(lines())
                .containsExactly(
                        "{\"what\":\"verify\",\"equal\":false,\"inputs\":0,\"firings\":0,\"events\":0,\"pending\":0,"
                                + "\"snapshots\":0,\"difference\":\"difference at sequence 4: the outbox holds event 4-0, which the journal does"
                                + " not lead to\"}");
    }

    @Test
    void shouldReportDamage() throws IOException {
        Path file = rollFile();
        long position = find(file, "alice");
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(position);
            bytes.write('A');
        }
        for (String command : List.of("inspect", "stats", "verify")) {
            assertThat(run(command)).isEqualTo(1);
            assertThat(err.toString())
                    .startsWith("tocsin-replay: damaged document in " + file)
                    .endsWith(", where 2 was expected; docs/operating/damage.md says how to go on"
                            + System.lineSeparator())
                    .hasLineCount(1);
        }
    }

    @Test
    void shouldReadBesideARunningNodeAndWriteNothing() throws IOException {
        try (NodeLock lock = NodeLock.acquire(data)) {
            assertThat(lock).isNotNull();
            List<String> before = files();
            assertThat(run("verify")).isZero();
            assertThat(run("stats")).isZero();
            assertThat(run("inspect")).isZero();
            assertThat(files()).isEqualTo(before);
        }
    }

    @Test
    void shouldRefuseWrongUsageInOneLine() {
        assertWrong("no command given", new String[0]);
        assertWrong("frobnicate", "frobnicate");
        assertWrong("--frobnicate", "inspect", "--frobnicate");
        for (String position : List.of(
                "yesterday", "2023-11-14T22:13Z", "2262-01-01T00:00:00Z", "-1", "2023-11-14", "\u0661", "1e3")) {
            assertWrong(
                    "'" + position + "' is neither a sequence nor an RFC 3339 time between the years 1678 and 2261",
                    "inspect",
                    "--from=" + position);
        }
        assertWrong("'Tock' is none of Tick, ConflatedTick, Clock", "inspect", "--type", "Tock");
        assertWrong("in the outbox: add --outbox", "inspect", "--type", "AlertFired");
        assertWrong("in the journal", "inspect", "--outbox", "--type", "Tick");
        assertWrong("--format", "inspect", "--format", "xml");
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String none = data.resolve("none").toString();
        assertThat(Main.run(new String[] {"stats", "--data", none}, new PrintWriter(out), new PrintWriter(err)))
                .isEqualTo(2);
        assertThat(err.toString()).contains("there is no journal in " + none).hasLineCount(1);
    }

    @Test
    void shouldHelp() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("inspect", "stats", "verify", "rehearse", "console", "Exit codes");
        assertThat(run("inspect", "--help")).isZero();
        assertThat(out.toString()).contains("--from=P", "--data=DIR");
    }

    private void assertWrong(String message, String... args) {
        assertThat(run(args)).isEqualTo(2);
        assertThat(err.toString()).contains(message).hasLineCount(1);
    }

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] withData = Stream.concat(
                        Stream.of(args),
                        args.length > 0 && !args[0].startsWith("-")
                                ? Stream.of("--data", data.toString())
                                : Stream.of())
                .toArray(String[]::new);
        return Main.run(withData, new PrintWriter(out), new PrintWriter(err));
    }

    private List<String> lines() {
        return out.toString().lines().toList();
    }

    private Path rollFile() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("journal"))) {
            return files.filter(file -> file.toString().endsWith(".cq4"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static long find(Path file, String text) throws IOException {
        return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file + " " + file.toFile().lastModified() + " "
                            + file.toFile().length())
                    .sorted()
                    .toList();
        }
    }
}
