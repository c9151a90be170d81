package io.tocsin.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.contract.value.Times;
import io.tocsin.replay.RecordedTrades.Trade;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does in a bad night, over real trades, by the jar as it is shipped. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class OperatorIT {
    private static final int INPUTS_BEFORE = 5;
    private static final int MIDDLE = 7_000;

    @TempDir
    Path directory;

    private List<Trade> trades;
    private Path data;
    private int last;

    @BeforeEach
    void record() throws IOException, ProblemException {
        trades = RecordedTrades.read();
        last = INPUTS_BEFORE + trades.size();
        data = directory.resolve("data");
        RecordedTrades.record(
                trades,
                List.of(
                        "{\"symbol\":\"BTCUSDT\",\"condition\":{\"type\":\"change\",\"by\":5,\"direction\":\"either\","
                                + "\"from\":\"last_fire\"},\"trigger\":{\"mode\":\"every\"}}",
                        "{\"symbol\":\"ETHUSDT\",\"condition\":{\"type\":\"trails\",\"percent\":0.1,\"direction\":\"down\"},"
                                + "\"trigger\":{\"mode\":\"every\"}}"),
                data);
    }

    @Test
    void shouldInspect() throws IOException, InterruptedException, ProblemException {
        List<String> inputs = run(0, "inspect", "--type", "Tick", "--format", "jsonl");
        assertThat(inputs).hasSameSizeAs(trades);
        for (int i = 0; i < trades.size(); i++) {
            JsonNode input = Json.decode(inputs.get(i).getBytes(UTF_8));
            assertThat(input.path("sequence").asInt()).isEqualTo(INPUTS_BEFORE + i + 1);
            assertThat(input.path("symbol").textValue()).isEqualTo(trades.get(i).symbol());
            assertThat(new BigDecimal(input.path("price").textValue()))
                    .isEqualByComparingTo(trades.get(i).price());
        }
        long half = trades.get(trades.size() / 2).timeNs();
        long after = trades.stream().filter(trade -> trade.timeNs() >= half).count();
        assertThat(run(0, "inspect", "--from", Times.format(half), "--format", "csv"))
                .hasSize((int) after + 1)
                .last()
                .asString()
                .startsWith(last + ",");
    }

    @Test
    void shouldFollowUntilNobodyReads() throws IOException, InterruptedException {
        Process tool = ToolProcess.start("inspect", "--follow", "--from", "4", "--data", data.toString());
        try (BufferedReader lines = tool.inputReader(UTF_8)) {
            assertThat(lines.readLine()).startsWith("4 ").contains(" CreateAlert alert=1 ");
            assertThat(lines.readLine()).startsWith("5 ").contains(" CreateAlert alert=2 ");
            assertThat(tool.isAlive()).isTrue();
        }
        assertThat(tool.waitFor()).isZero();
    }

    @Test
    void shouldCount() throws IOException, InterruptedException {
        assertThat(run(0, "stats"))
                .contains("  inputs     " + last)
                .anyMatch(line -> line.contains("Tick") && line.contains(Integer.toString(trades.size())));
    }

    @Test
    void shouldGoBackToAPosition() throws IOException, InterruptedException {
        String all = run(0, "verify").get(0);
        assertThat(all).startsWith(last + " inputs lead to ");
        List<String> eventsBefore = run(0, "inspect", "--outbox", "--to", Integer.toString(MIDDLE));
        Path kept = directory.resolve("middle.snapshot");
        assertThat(run(0, "snapshot", "--at", Integer.toString(MIDDLE), "--out", kept.toString()))
                .singleElement()
                .asString()
                .startsWith(kept + ": the state after input " + MIDDLE + ", ");
        run(0, "snapshot", "--out", data.resolve("snapshots").toString());

        assertThat(run(0, "verify"))
                .containsExactly(all, "snapshots that hold the same state: 1", "there is nothing to do");
        assertThat(run(0, "verify", "--from-snapshot", kept.toString()))
                .first()
                .asString()
                .startsWith("inputs " + (MIDDLE + 1) + " to " + last + " lead to ");
        assertThat(run(0, "rehearse")).last().isEqualTo("this build emits the same alerts: the upgrade can go ahead");
        assertThat(run(0, "retention"))
                .singleElement()
                .asString()
                .startsWith("0 files, 0 bytes, would go; everything after sequence ");

        String cut = Integer.toString(MIDDLE + 500);
        List<String> eventsAfter = run(0, "inspect", "--outbox", "--to", cut);
        assertThat(eventsAfter.size()).isGreaterThan(eventsBefore.size());
        long firings = eventsAfter.stream()
                .filter(line -> line.contains(" AlertFired "))
                .count();
        assertThat(firings).isPositive().isLessThan(eventsAfter.size());
        assertThat(run(0, "restore", "--from", kept.toString(), "--at", cut))
                .first()
                .isEqualTo(data + " ends with input " + cut + " now.");
        assertThat(run(0, "inspect", "--outbox")).isEqualTo(eventsAfter);
        assertThat(run(0, "verify"))
                .containsExactly(
                        cut + " inputs lead to " + firings + " firings and " + (eventsAfter.size() - firings)
                                + " other events, as in the outbox",
                        "snapshots that hold the same state: 1",
                        "there is nothing to do");
        assertThat(run(0, "stats")).contains("  inputs     " + cut);
    }

    @Test
    void shouldNameASnapshotThatDoesNotHoldTheState() throws IOException, InterruptedException {
        Path snapshots = data.resolve("snapshots");
        run(0, "snapshot", "--at", Integer.toString(MIDDLE), "--out", snapshots.toString());
        Path file = onlyFileOf(snapshots);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertThat(run(1, "verify"))
                .contains(file + ": damaged: its checksum does not hold")
                .doesNotContain("there is nothing to do");
    }

    private static Path onlyFileOf(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    private List<String> run(int exitCode, String... args) throws IOException, InterruptedException {
        String[] withData = Stream.concat(Stream.of(args), Stream.of("--data", data.toString()))
                .toArray(String[]::new);
        ToolProcess tool = ToolProcess.run(directory, withData);
        assertThat(tool.err()).isEmpty();
        assertThat(tool.exitCode()).as(String.join(" ", args)).isEqualTo(exitCode);
        return tool.out();
    }
}
