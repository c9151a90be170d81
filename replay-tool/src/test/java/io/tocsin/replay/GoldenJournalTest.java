package io.tocsin.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.JdkDependent;
import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.PlainTickDecoder;
import io.tocsin.journal.inputs.JournalReader;
import io.tocsin.journal.outbox.OutboxReader;
import io.tocsin.journal.snapshot.Snapshots;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Journals of every version that the schema ever had still lead to the firings that their nodes emitted. A firing of an
 * older version is compared as this version says it.
 */
@JdkDependent
class GoldenJournalTest {
    private static final int PRESENT = AlertFiredDecoder.SCHEMA_VERSION;

    /** What came only later. */
    private static final Set<RecordType> NOT_IN_VERSION_1 = EnumSet.of(RecordType.CONFLATED_TICK);

    private static final Set<RecordType> NOT_IN_VERSION_2 =
            EnumSet.range(RecordType.ACKNOWLEDGE_EVENT, RecordType.SOURCE_PROGRESS);

    @TempDir
    Path data;

    static IntStream versions() {
        return IntStream.rangeClosed(1, PRESENT);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void shouldHaveAJournalOfEachVersion(int version) throws IOException {
        assertThat(GoldenJournal.file(version))
                .as("made by `make golden`; see docs/adding-a-schema-version.md")
                .exists();
        GoldenJournal.unpack(version, data);
        assertThat(versionsInJournal()).containsExactly(version);
        Set<RecordType> expected = EnumSet.allOf(RecordType.class);
        expected.removeIf(type -> type == RecordType.UNKNOWN || type.isOfOutbox());
        if (version <= 2) {
            expected.removeAll(NOT_IN_VERSION_2);
        }
        if (version == 1) {
            expected.removeAll(NOT_IN_VERSION_1);
        }
        assertThat(types()).isEqualTo(expected);
        assertThat(templateIds().contains(PlainTickDecoder.TEMPLATE_ID)).isEqualTo(version >= 3);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void shouldReplayByteForByte(int version) throws IOException {
        GoldenJournal.unpack(version, data);
        StringWriter out = new StringWriter();
        int exitCode = Main.run(
                new String[] {"verify", "--data", data.toString()}, new PrintWriter(out), new PrintWriter(out));
        assertThat(out.toString())
                .matches("\\d+ inputs lead to \\d+ firings" + (version < 3 ? "" : " and \\d+ other events")
                        + ", as in the outbox\\R?(.*\\R?)*");
        assertThat(exitCode).isZero();
        assertThat(events()).isGreaterThan(50);
    }

    /** The same state has the same hash as in files of builds before. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldKnowSnapshotsOfBuildsBefore(int version) throws IOException {
        GoldenJournal.unpack(version, data);
        Path snapshot = new Snapshots(data).fileOf(GoldenJournal.SNAPSHOT_SEQUENCE);
        Files.createDirectories(snapshot.getParent());
        Files.copy(GoldenJournal.snapshot(version), snapshot);
        assertThat(verify()).contains("snapshots that hold the same state: 1");
        assertThat(verify("--from-snapshot", snapshot.toString())).contains("as in the outbox");
    }

    private String verify(String... more) {
        List<String> arguments = new ArrayList<>(List.of("verify", "--data", data.toString()));
        arguments.addAll(List.of(more));
        StringWriter out = new StringWriter();
        int exitCode = Main.run(arguments.toArray(String[]::new), new PrintWriter(out), new PrintWriter(out));
        assertThat(exitCode).as(out.toString()).isZero();
        return out.toString();
    }

    /**
     * As a node does that starts: the events are compared again, now in their queue, and the journal is appended to.
     */
    @ParameterizedTest
    @MethodSource("versions")
    void shouldStartANode(int version) throws IOException {
        GoldenJournal.unpack(version, data);
        long before = events();
        RecordedNode.recover(data);
        assertThat(events()).isEqualTo(before);
    }

    @Test
    @EnabledIfSystemProperty(named = "golden.write", matches = "true", disabledReason = "replaces a file")
    void shouldWriteTheJournalOfThisVersion() throws IOException {
        GoldenNode.record(data);
        GoldenJournal.pack(data, PRESENT);
    }

    private Set<Integer> versionsInJournal() {
        Set<Integer> versions = new TreeSet<>();
        MessageHeaderDecoder header = new MessageHeaderDecoder();
        try (JournalReader journal = new JournalReader(data)) {
            while (journal.next()) {
                journal.handOver((buffer, offset, length) ->
                        versions.add(header.wrap(buffer, offset).version()));
            }
        }
        return versions;
    }

    private Set<RecordType> types() {
        return templateIds().stream().map(RecordType::of).collect(Collectors.toSet());
    }

    private Set<Integer> templateIds() {
        Set<Integer> templateIds = new TreeSet<>();
        MessageHeaderDecoder header = new MessageHeaderDecoder();
        try (JournalReader journal = new JournalReader(data)) {
            while (journal.next()) {
                journal.forEach((sequence, timestampNs, message, offset, length) ->
                        templateIds.add(header.wrap(message, offset).templateId()));
            }
        }
        return templateIds;
    }

    private long events() {
        long events = 0;
        try (OutboxReader outbox = new OutboxReader(data)) {
            while (outbox.next()) {
                events++;
            }
        }
        return events;
    }
}
