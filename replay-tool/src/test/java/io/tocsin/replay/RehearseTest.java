package io.tocsin.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.codec.AlertChangedEncoder;
import io.tocsin.engine.codec.AlertFiredEncoder;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.wire.OutputHeader;
import io.tocsin.journal.outbox.EventId;
import io.tocsin.journal.outbox.Outbox;
import io.tocsin.journal.outbox.OutboxReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beside a journal, outboxes that a build with other rules would have written. */
class RehearseTest {
    private static final String STAY =
            "this build emits other alerts: stay with the old one until CHANGELOG.md or a report"
                    + " explains each difference, as a node of this build would stop at the first";

    @TempDir
    Path data;

    private final List<UnsafeBuffer> firings = new ArrayList<>();
    private final List<UnsafeBuffer> others = new ArrayList<>();
    private int exitCode;

    @BeforeEach
    void record() {
        RecordedNode.record(data);
        try (OutboxReader outbox = new OutboxReader(data)) {
            while (outbox.next()) {
                byte[] bytes = new byte[outbox.lengthBytes()];
                outbox.buffer().getBytes(outbox.offset(), bytes);
                UnsafeBuffer event = new UnsafeBuffer(bytes);
                (isFiring(event) ? firings : others).add(event);
            }
        }
    }

    @Test
    void shouldFindNothing() {
        assertThat(rehearse())
                .containsExactly(
                        "47 inputs: 11 firings equal, 0 added, 0 lost, 0 moved, 0 changed, 0 not in the outbox yet",
                        "other events: 3 equal, 0 added, 0 lost, 0 changed, 0 not in the outbox yet",
                        "this build emits the same alerts: the upgrade can go ahead");
        assertThat(exitCode).isZero();
    }

    @Test
    void shouldFindWhatTheOldBuildDidNotEmit() throws IOException {
        firings.remove(1);
        write();
        assertThat(rehearse())
                .containsExactly(
                        "added alert=2 firing=1 symbol=EURUSD event=9-0 price=1.15000 time=2023-11-14T22:13:23Z",
                        "47 inputs: 10 firings equal, 1 added, 0 lost, 0 moved, 0 changed, 0 not in the outbox yet",
                        "other events: 3 equal, 0 added, 0 lost, 0 changed, 0 not in the outbox yet",
                        STAY);
        assertThat(exitCode).isEqualTo(1);
    }

    @Test
    void shouldFindWhatThisBuildDoesNotEmit() throws IOException {
        UnsafeBuffer surplus = copy(firings.get(2));
        edit(surplus).sequence(13).alertId(7).firedCount(1);
        firings.add(3, surplus);
        UnsafeBuffer last = copy(firings.get(firings.size() - 1));
        edit(last).sequence(47).firedCount(99);
        firings.add(last);
        write();
        assertThat(rehearse())
                .containsExactly(
                        "lost alert=7 firing=1 symbol=BTCUSD event=13-0 price=805.50 time=2023-11-14T22:13:25Z",
                        "lost alert=1 firing=99 symbol=BTCUSD event=47-0 price=805.50 time=2023-11-14T22:13:41Z",
                        "47 inputs: 11 firings equal, 0 added, 2 lost, 0 moved, 0 changed, 0 not in the outbox yet",
                        "other events: 3 equal, 0 added, 0 lost, 0 changed, 0 not in the outbox yet",
                        STAY);
        assertThat(exitCode).isEqualTo(1);
    }

    @Test
    void shouldFindWhatMovedOrChanged() throws IOException {
        edit(firings.get(2)).sequence(13);
        edit(firings.get(3)).price(80_000);
        edit(firings.get(4)).reference(79_999);
        edit(firings.get(6)).sequence(29);
        write();
        assertThat(rehearse())
                .containsExactly(
                        "moved alert=1 firing=2 symbol=BTCUSD event=12-0 price=805.50 time=2023-11-14T22:13:25Z oldFiring=2"
                                + " oldEvent=13-0 oldPrice=805.50 oldTime=2023-11-14T22:13:25Z",
                        "moved alert=1 firing=3 symbol=BTCUSD event=16-0 price=805.50 time=2023-11-14T22:13:27Z oldFiring=3"
                                + " oldEvent=16-0 oldPrice=800.00 oldTime=2023-11-14T22:13:27Z",
                        "moved alert=1 firing=6 symbol=BTCUSD event=28-0 price=805.50 time=2023-11-14T22:13:33Z oldFiring=6"
                                + " oldEvent=29-0 oldPrice=805.50 oldTime=2023-11-14T22:13:33Z",
                        "changed alert=1 firing=4 symbol=BTCUSD event=20-0 price=805.50 time=2023-11-14T22:13:29Z oldFiring=4"
                                + " oldEvent=20-0 oldPrice=805.50 oldTime=2023-11-14T22:13:29Z",
                        "47 inputs: 7 firings equal, 0 added, 0 lost, 3 moved, 1 changed, 0 not in the outbox yet",
                        "other events: 3 equal, 0 added, 0 lost, 0 changed, 0 not in the outbox yet",
                        STAY);
        assertThat(exitCode).isEqualTo(1);
    }

    @Test
    void shouldSayFiringsOfOtherAlertsAtTheSameEventApart() throws IOException {
        edit(firings.get(5)).alertId(8);
        write();
        assertThat(rehearse())
                .startsWith(
                        "added alert=1 firing=5 symbol=BTCUSD event=24-0 price=805.50 time=2023-11-14T22:13:31Z",
                        "lost alert=8 firing=5 symbol=BTCUSD event=24-0 price=805.50 time=2023-11-14T22:13:31Z");
    }

    @Test
    void shouldNotMindWhatANodeHadNoTimeToEmit() throws IOException {
        firings.subList(8, 11).clear();
        others.remove(2);
        write();
        assertThat(rehearse())
                .containsExactly(
                        "47 inputs: 8 firings equal, 0 added, 0 lost, 0 moved, 0 changed, 3 not in the outbox yet",
                        "other events: 2 equal, 0 added, 0 lost, 0 changed, 1 not in the outbox yet",
                        "this build emits the same alerts: the upgrade can go ahead");
        assertThat(exitCode).isZero();
    }

    @Test
    void shouldPrintJson() throws IOException {
        firings.remove(1);
        edit(firings.get(1)).price(80_000);
        write();
        assertThat(rehearse("--format", "jsonl"))
                .containsExactly(
                        "{\"what\":\"added\",\"alert\":\"2\",\"firing\":1,\"symbol\":\"EURUSD\",\"event\":\"9-0\","
                                + "\"price\":\"1.15000\",\"time\":\"2023-11-14T22:13:23Z\"}",
                        "{\"what\":\"moved\",\"alert\":\"1\",\"firing\":2,\"symbol\":\"BTCUSD\",\"event\":\"12-0\","
                                + "\"price\":\"805.50\",\"time\":\"2023-11-14T22:13:25Z\",\"oldFiring\":2,"
                                + "\"oldEvent\":\"12-0\",\"oldPrice\":\"800.00\",\"oldTime\":\"2023-11-14T22:13:25Z\"}",
                        "{\"what\":\"summary\",\"inputs\":47,\"equal\":9,\"added\":1,\"lost\":0,\"moved\":1,\"changed\":0,"
                                + "\"pending\":0,\"otherEqual\":3,\"otherAdded\":0,\"otherLost\":0,"
                                + "\"otherChanged\":0,\"otherPending\":0,\"next\":\"" + STAY + "\"}");
    }

    @Test
    void shouldFindOtherEventsThatDiffer() throws IOException {
        UnsafeBuffer surplus = copy(others.get(1));
        editChange(others.get(0)).version(7);
        editChange(surplus).sequence(13).alertId(7);
        others.set(1, surplus);
        write();
        assertThat(rehearse())
                .containsExactly(
                        "changed type=AlertChanged event=4-0 time=2023-11-14T22:13:21Z",
                        "added type=AlertChanged event=5-0 time=2023-11-14T22:13:21Z",
                        "lost type=AlertChanged event=13-0 time=2023-11-14T22:13:21Z",
                        "47 inputs: 11 firings equal, 0 added, 0 lost, 0 moved, 0 changed, 0 not in the outbox yet",
                        "other events: 1 equal, 1 added, 1 lost, 1 changed, 0 not in the outbox yet",
                        STAY.replace("emits other alerts", "emits other events"));
        assertThat(exitCode).isEqualTo(1);
        assertThat(rehearse("--format", "jsonl"))
                .hasSize(4)
                .contains("{\"what\":\"lost\",\"type\":\"AlertChanged\",\"event\":\"13-0\","
                        + "\"time\":\"2023-11-14T22:13:21Z\"}")
                .last()
                .asString()
                .contains("\"equal\":11,\"added\":0,\"lost\":0,\"moved\":0,\"changed\":0,\"pending\":0,"
                        + "\"otherEqual\":1,\"otherAdded\":1,\"otherLost\":1,\"otherChanged\":1,\"otherPending\":0,");
    }

    /** An event in front of a firing, of the same input, gives the firing another event id. */
    @Test
    void shouldFindAFiringThatMovedBehindAnotherEvent() throws IOException {
        UnsafeBuffer surplus = copy(others.get(1));
        editChange(surplus).sequence(9).ordinal(0);
        others.add(surplus);
        edit(firings.get(1)).ordinal(1);
        write();
        assertThat(rehearse())
                .containsExactly(
                        "moved alert=2 firing=1 symbol=EURUSD event=9-0 price=1.15000 time=2023-11-14T22:13:23Z oldFiring=1"
                                + " oldEvent=9-1 oldPrice=1.15000 oldTime=2023-11-14T22:13:23Z",
                        "lost type=AlertChanged event=9-0 time=2023-11-14T22:13:21Z",
                        "47 inputs: 10 firings equal, 0 added, 0 lost, 1 moved, 0 changed, 0 not in the outbox yet",
                        "other events: 3 equal, 0 added, 1 lost, 0 changed, 0 not in the outbox yet",
                        STAY);
    }

    private static boolean isFiring(UnsafeBuffer event) {
        return new OutputHeader().wrap(event, 0).templateId() == AlertFiredEncoder.TEMPLATE_ID;
    }

    private static EventId eventId(UnsafeBuffer event) {
        OutputHeader header = new OutputHeader().wrap(event, 0);
        return new EventId(header.sequence(), header.ordinal());
    }

    private static AlertChangedEncoder editChange(UnsafeBuffer event) {
        return new AlertChangedEncoder().wrap(event, MessageHeaderEncoder.ENCODED_LENGTH);
    }

    private static AlertFiredEncoder edit(UnsafeBuffer firing) {
        return new AlertFiredEncoder().wrap(firing, MessageHeaderEncoder.ENCODED_LENGTH);
    }

    private static UnsafeBuffer copy(UnsafeBuffer firing) {
        return new UnsafeBuffer(firing.byteArray().clone());
    }

    private void write() throws IOException {
        Path outbox = data.resolve("outbox");
        try (Stream<Path> files = Files.list(outbox)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        try (Outbox written = new Outbox(data)) {
            Stream.concat(firings.stream(), others.stream())
                    .sorted(Comparator.comparing(RehearseTest::eventId))
                    .forEach(event -> written.append(event, 0, event.capacity()));
        }
    }

    private List<String> rehearse(String... more) {
        StringWriter out = new StringWriter();
        List<String> args = new ArrayList<>(List.of("rehearse", "--data", data.toString()));
        args.addAll(List.of(more));
        exitCode = Main.run(args.toArray(String[]::new), new PrintWriter(out), new PrintWriter(out));
        return out.toString().lines().toList();
    }
}
