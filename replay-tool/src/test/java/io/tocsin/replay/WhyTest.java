package io.tocsin.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.gateway.api.Json;
import io.tocsin.gateway.api.ProblemException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code why} says of the alerts of {@link RecordedNode}. */
class WhyTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path data;

    @BeforeEach
    void record() {
        RecordedNode.record(data);
    }

    @Test
    void shouldExplainForPeople() {
        assertThat(run("--alert", "1")).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "alert 1 of alice (app default), as of sequence 47, 2023-11-14T22:13:42Z",
                        "  symbol     BTCUSD",
                        "  condition  {\"type\":\"above\",\"level\":\"800\"}",
                        "  trigger    {\"mode\":\"every\",\"reset\":\"790\"}",
                        "  version    1, in force since sequence 46",
                        "  created    2023-11-14T22:13:21Z",
                        "  status     paused",
                        "  fired      10 times, last at 2023-11-14T22:13:41Z",
                        "  watches    BTCUSD: price 805.5, value 805.5, true from 800, distance 0",
                        "  decided by 46 2023-11-14T22:13:42Z SetAlertStatus alert=1 status=paused app=default user=alice",
                        "  which      paused it",
                        "It did not fire at sequence 47: paused at sequence 46.");
    }

    @Test
    void shouldSayWhyItDidNotFire() throws ProblemException {
        assertReason("4", 1, 4, "created", "BTCUSD has had no price yet");
        assertReason("6", 1, 4, "created", "the last price 780 has not reached 800");
        assertReason("9", 1, 8, "fired", "latched until the last price 805.5 is at or below 790");
        assertReason("10", 1, 10, "re-armed", "the last price 780 has not reached 800");
        assertReason("2023-11-14T22:13:24Z", 1, 10, "re-armed", "the last price 780 has not reached 800");
        assertReason("46", 1, 46, "paused", "paused at sequence 46");
        assertReason("7", 2, 5, "created", "the last price 1.05 has not reached 1.1");
        assertReason("100", 2, 9, "fired", "it has fired once and for all, at 2023-11-14T22:13:23Z");
    }

    @Test
    void shouldSayThatItFired() throws ProblemException {
        JsonNode report = report("8", 1);
        assertThat(report.path("fired").booleanValue()).isTrue();
        assertThat(report.path("deciding").path("input").path("price").textValue())
                .isEqualTo("805.50");
        assertThat(report.path("conditions").get(0).path("value").textValue()).isEqualTo("805.5");
        assertThat(report.path("alert").path("firedCount").intValue()).isEqualTo(1);
    }

    @Test
    void shouldTellTheDistance() throws ProblemException {
        JsonNode condition = report("6", 1).path("conditions").get(0);
        assertThat(condition.path("value").textValue()).isEqualTo("780");
        assertThat(condition.path("up").textValue()).isEqualTo("800");
        assertThat(condition.path("down").isNull()).isTrue();
        assertThat(condition.path("distance").textValue()).isEqualTo("20");
        assertThat(condition.path("holds").booleanValue()).isFalse();
    }

    @Test
    void shouldKnowNoOtherAlert() {
        assertThat(run("--alert", "3")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("tocsin-replay: there is no alert 3 as of sequence 47, 2023-11-14T22:13:42Z\n");
        assertThat(run("--alert", "1", "--at", "3")).isEqualTo(1);
        assertThat(err.toString())
                .contains("there is no alert 1 as of sequence 3")
                .hasLineCount(1);
        assertThat(run("--alert", "x")).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1);
    }

    private void assertReason(String at, long alertId, long sequence, String change, String reason)
            throws ProblemException {
        JsonNode report = report(at, alertId);
        assertThat(report.path("fired").booleanValue()).isFalse();
        assertThat(report.path("reason").textValue()).isEqualTo(reason);
        assertThat(report.path("deciding").path("input").path("sequence").longValue())
                .isEqualTo(sequence);
        assertThat(report.path("deciding").path("changes").toString()).isEqualTo("[\"" + change + "\"]");
    }

    private JsonNode report(String at, long alertId) throws ProblemException {
        assertThat(run("--alert", Long.toString(alertId), "--at", at, "--format", "jsonl"))
                .isZero();
        assertThat(out.toString()).hasLineCount(1);
        return Json.decode(out.toString().getBytes(UTF_8));
    }

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] all = new String[args.length + 3];
        all[0] = "why";
        System.arraycopy(args, 0, all, 1, args.length);
        all[args.length + 1] = "--data";
        all[args.length + 2] = data.toString();
        return Main.run(all, new PrintWriter(out), new PrintWriter(err));
    }
}
