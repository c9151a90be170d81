package io.tocsin.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.ProblemException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
                        "  version    2, in force since sequence 46",
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
    void shouldSayThatItIsHeldForAPriceThatIsStale(@TempDir Path held) {
        RecordedNode.recordHeld(held);
        assertThat(run(held, "--alert", "1", "--at", "5")).isZero();
        assertThat(out.toString())
                .contains("  on stale   hold\n")
                .endsWith("It did not fire at sequence 5: it would have fired, and is held since BTCUSD is stale.\n");
        assertThat(run(held, "--alert", "1")).isZero();
        assertThat(out.toString())
                .contains("  fired      1 time")
                .endsWith("It fired at sequence 6: its condition was met.\n");
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
    void shouldSayTheDistance() throws ProblemException {
        JsonNode condition = report("6", 1).path("conditions").get(0);
        assertThat(condition.path("value").textValue()).isEqualTo("780");
        assertThat(condition.path("up").textValue()).isEqualTo("800");
        assertThat(condition.path("down").isNull()).isTrue();
        assertThat(condition.path("distance").textValue()).isEqualTo("20");
        assertThat(condition.path("holds").booleanValue()).isFalse();
    }

    /** Prices of 100, 110 and 105, a second apart, from 22:13:20 on; a size of 1 each. */
    @Test
    void shouldExplainEachCondition() throws ProblemException {
        data = data.resolve("conditions");
        Map<String, String> reasons = new LinkedHashMap<>();
        reasons.put(
                condition("{'type':'moves_up','percent':20,'within':'PT10S'}"),
                "the last price 105 has not risen to 120, 20 % from the least of the last PT10S 100");
        reasons.put(
                condition("{'type':'moves_down','by':7,'within':'PT10S'}"),
                "the last price 105 has not fallen to 103, 7 from the greatest of the last PT10S 110");
        reasons.put(
                condition("{'type':'trails','by':10,'direction':'down'}"),
                "the last price 105 has not fallen to 100, 10 from the peak 110");
        reasons.put(
                condition("{'type':'trails','percent':10,'direction':'up'},'trigger':{'mode':'every'}"),
                "the last price 105 has not risen to 115.5, 10 % from the trough 105");
        reasons.put(
                condition("{'type':'change','by':50,'direction':'either','from':'day_open'}"),
                "the last price 105 has not risen to 150 or fallen to 50, 50 from the day's open 100");
        reasons.put(
                condition("{'type':'change','by':50,'direction':'up','from':'previous_close'}"),
                "there is nothing to measure from yet");
        reasons.put(
                condition("{'type':'silent','for':'PT30S'}"),
                "the last tick of BTCUSDT came at 2023-11-14T22:13:22Z, so it is silent from 2023-11-14T22:13:52Z on");
        reasons.put(
                condition("{'type':'crosses_down','level':200}"),
                "the last price 105 is below 200 already, and must come from above");
        reasons.put(condition("{'type':'crosses','level':120}"), "the last price 105 has not reached 120");
        reasons.put(condition("{'type':'enters','low':104,'high':106}"), "its condition was met");
        reasons.put(condition("{'type':'exits','low':104,'high':106}"), "the last price 105 has not left 104 to 106");
        reasons.put(
                condition("{'type':'above','level':105},'trigger':{'mode':'every','cooldown':'PT5M'}"),
                "latched until 2023-11-14T22:18:21Z, and until the last price 105 is below 105");
        reasons.put(
                condition("{'type':'all','of':[{'type':'above','level':50},{'type':'below','level':50}]}"),
                "not all conditions hold: the last price 105 has not reached 50");
        reasons.put(
                condition("{'type':'any','of':[{'type':'below','level':50},{'type':'above','level':900}]}"),
                "no condition has become true: the last price 105 has not reached 50;"
                        + " the last price 105 has not reached 900");
        reasons.put(
                condition("{'type':'above','level':{'of':'sma','period':2,'bar':'PT1M'}}"),
                "its level is not known yet");
        reasons.put(condition("{'type':'above','of':'bid','level':5}"), "the bid is not known yet");
        reasons.put(
                condition("{'type':'above','of':'volume','within':'PT10S','level':9}"),
                "the volume of the last PT10S 3 has not reached 9");
        reasons.put(
                condition("{'type':'above','level':900},'expiresAt':'2023-11-14T22:13:21Z'"),
                "expired at 2023-11-14T22:13:21Z");
        RecordedTrades.record(
                List.of(trade(0, 100), trade(1, 110), trade(2, 105)), List.copyOf(reasons.keySet()), data);
        long alertId = 0;
        for (Map.Entry<String, String> expected : reasons.entrySet()) {
            assertThat(report("1000", ++alertId).path("reason").textValue())
                    .as(expected.getKey())
                    .isEqualTo(expected.getValue());
            assertThat(run("--alert", Long.toString(alertId))).isZero();
            assertThat(out.toString()).contains(expected.getValue());
        }
    }

    private static String condition(String condition) {
        return ("{'symbol':'BTCUSDT','condition':" + condition + "}").replace('\'', '"');
    }

    private static RecordedTrades.Trade trade(int second, int price) {
        return new RecordedTrades.Trade(
                RecordedNode.START_NS + second * 1_000_000_000L, "BTCUSDT", BigDecimal.valueOf(price), BigDecimal.ONE);
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
        return run(data, args);
    }

    private int run(Path of, String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] all = new String[args.length + 3];
        all[0] = "why";
        System.arraycopy(args, 0, all, 1, args.length);
        all[args.length + 1] = "--data";
        all[args.length + 2] = of.toString();
        return Main.run(all, new PrintWriter(out), new PrintWriter(err));
    }
}
