package io.tocsin.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.journal.DamagedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node on a data directory that was damaged by hand: what it says, what it keeps, and that the way on is one. */
class DamageIT {
    private static final String WAY_ON = " was expected; docs/operating/damage.md says how to go on";

    @TempDir
    Path directory;

    /** Files that must not be written must still be removable for who runs the tests, without being root. */
    @AfterEach
    void permit() throws IOException {
        permit(directory, "rwxr-xr-x", "rw-r--r--");
    }

    @Test
    void shouldCutATruncatedEndAndLoseNothingWhole() throws Exception {
        try (NodeProcess node = new NodeProcess(directory, Map.of())) {
            DamagedData damaged = new DamagedData(node.data);
            Path file = damaged.file(2);
            long position = DamagedData.documents(file).get(99);
            DamagedData.truncate(file, position + 100);
            node.start();
            assertThat(node.output())
                    .contains("cut off the torn tail of " + file + " at byte " + position + ", where "
                            + DamagedData.sequence(2, 99) + " was expected; what was there is kept in "
                            + file.getFileName() + ".torn-1");
            assertThat(file.resolveSibling(file.getFileName() + ".torn-1")).hasSize(position + 100);
            assertThat(DamagedData.documents(file)).hasSizeGreaterThanOrEqualTo(99);
            assertThat(node.status("/readyz")).isEqualTo(200);
        }
    }

    @Test
    void shouldRefuseAFlippedByteAndStartFromAGoodCopy() throws Exception {
        try (NodeProcess node = new NodeProcess(directory, Map.of())) {
            DamagedData damaged = new DamagedData(node.data);
            Path file = damaged.file(1);
            byte[] good = Files.readAllBytes(file);
            long position = DamagedData.documents(file).get(40);
            DamagedData.flip(file, position + 70);
            byte[] bad = Files.readAllBytes(file);
            refused(
                    node,
                    "damaged document in " + file + " at byte " + position + ", where " + DamagedData.sequence(1, 40)
                            + WAY_ON);
            assertThat(file).hasBinaryContent(bad);
            Files.write(file, good);
            node.start();
        }
    }

    @Test
    void shouldRefuseAZeroedPage() throws Exception {
        try (NodeProcess node = new NodeProcess(directory, Map.of())) {
            DamagedData damaged = new DamagedData(node.data);
            Path file = damaged.file(2);
            List<Long> documents = DamagedData.documents(file);
            long page = (documents.get(30) & -4096) + 4096;
            int hit =
                    (int) documents.stream().filter(position -> position < page).count() - 1;
            DamagedData.write(file, page, new byte[4096]);
            refused(
                    node,
                    "damaged document in " + file + " at byte " + documents.get(hit) + ", where "
                            + DamagedData.sequence(2, hit) + WAY_ON);
        }
    }

    @Test
    void shouldRefuseWhenAFileIsMissing() throws Exception {
        try (NodeProcess node = new NodeProcess(directory, Map.of())) {
            DamagedData damaged = new DamagedData(node.data);
            Path first = damaged.file(0);
            Path middle = damaged.file(1);
            Path last = damaged.file(2);
            Path aside = directory.resolve("aside");
            Files.move(middle, aside);
            refused(
                    node,
                    "document missing in " + last + " at byte "
                            + DamagedData.documents(last).get(0) + ", where " + DamagedData.sequence(1, 0) + WAY_ON);
            Files.move(aside, middle);
            Files.move(first, aside);
            refused(
                    node,
                    "document missing in " + middle + " at byte "
                            + DamagedData.documents(middle).get(0) + ", where 1" + WAY_ON);
            Files.move(aside, first);
            node.start();
        }
    }

    /** No file after it shows the newest, but the directory knows of it. */
    @Test
    void shouldRefuseWhenTheNewestFileIsMissing() throws Exception {
        try (NodeProcess node = new NodeProcess(directory, Map.of()).start()) {
            Path outbox = fire(node, 20);
            Path file = rollFile(node.data.resolve("journal"));
            Path aside = directory.resolve("aside");
            Files.move(file, aside);
            for (int i = 0; i < 2; i++) {
                refused(node, "file missing: " + file + "; docs/operating/damage.md says how to go on");
            }
            Files.move(aside, file);
            node.start();
            assertThat(events(outbox)).isEqualTo(40);
        }
    }

    @Test
    void shouldRefuseAnOutboxThatIsAheadOfTheJournal() throws Exception {
        try (NodeProcess node = new NodeProcess(directory, Map.of()).start()) {
            fire(node, 20);
            Path journal = node.data.resolve("journal");
            Files.delete(rollFile(journal));
            Files.delete(journal.resolve("metadata.cq4t"));
            refused(
                    node,
                    Pattern.compile(
                            "tocsin: data-dir: the outbox holds event \\d+-\\d+, which the journal does not lead to"
                                    + "; docs/operating/damage.md says how to go on"));
        }
    }

    /** As when directories were mixed up; of the replay that finds it the egress thread writes a line. */
    @Test
    void shouldRefuseAnOutboxOfAnotherJournal(@TempDir Path elsewhere) throws Exception {
        try (NodeProcess node = new NodeProcess(directory, Map.of()).start();
                NodeProcess other = new NodeProcess(elsewhere, Map.of()).start()) {
            Path outbox = fire(node, 2);
            Path mixedUp = rollFile(fire(other, 3));
            Files.copy(mixedUp, outbox.resolve(mixedUp.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            refused(
                    node,
                    Pattern.compile(
                            "tocsin: data-dir: .*event \\d+-\\d+.*; docs/operating/damage.md says how to go on"));
        }
    }

    /** The outbox is made again from the journal, with the same events. */
    @Test
    void shouldMakeADamagedOutboxAgain() throws Exception {
        try (NodeProcess node = new NodeProcess(directory, Map.of()).start()) {
            Path outbox = fire(node, 20);
            Path file = rollFile(outbox);
            long position = DamagedData.documents(file).get(7);
            DamagedData.flip(file, position + 60);
            byte[] bad = Files.readAllBytes(file);
            refused(node, "damaged document in " + file + " at byte " + position + ", where 7" + WAY_ON);

            Path aside = Files.createDirectory(directory.resolve("aside"));
            try (Stream<Path> files = Files.list(outbox)) {
                for (Path moved : files.filter(path -> !path.toString().matches(".*\\.(cursor|settled)"))
                        .toList()) {
                    Files.move(moved, aside.resolve(moved.getFileName()));
                }
            }
            node.start();
            assertThat(events(outbox)).isEqualTo(40);
            assertThat(aside.resolve(file.getFileName())).hasBinaryContent(bad);
        }
    }

    @Test
    void shouldRefuseADirectoryThatItMustNotWrite() throws Exception {
        try (NodeProcess node = readingNode()) {
            DamagedData damaged = new DamagedData(node.data);
            permit(node.data, "r-xr-xr-x", "r--r--r--");
            refused(node, "no permission to write " + node.data);
            assertThat(DamagedData.documents(damaged.file(2))).hasSize(DamagedData.BATCHES);
        }
    }

    /** As after a copy that another user took. */
    @Test
    void shouldRefuseAJournalThatItMustNotWrite() throws Exception {
        try (NodeProcess node = readingNode()) {
            DamagedData damaged = new DamagedData(node.data);
            permit(node.data, "rwxrwxrwx", "rw-rw-rw-");
            Files.setPosixFilePermissions(damaged.file(1), PosixFilePermissions.fromString("r--r--r--"));
            refused(node, "no permission to write " + damaged.file(1));
        }
    }

    /** A node whose user is bound by permissions: root is not. */
    private NodeProcess readingNode() throws Exception {
        NodeProcess node = new NodeProcess(directory, Map.of());
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path probe = Files.createFile(directory.resolve("probe"), PosixFilePermissions.asFileAttribute(Set.of()));
        if (Files.isWritable(probe)) {
            node.asNobody();
        }
        assumeThat(node.isReadable())
                .as("there is another user, who can read the jar")
                .isTrue();
        return node;
    }

    private void refused(NodeProcess node, String message) throws Exception {
        refused(node, Pattern.compile(".*" + Pattern.quote(message)));
    }

    private void refused(NodeProcess node, Pattern line) throws Exception {
        Files.deleteIfExists(directory.resolve("node.log"));
        node.launch();
        assertThat(node.awaitExit()).as(node.output()).isEqualTo(2);
        assertThat(node.output().lines()).singleElement().asString().matches(line);
    }

    /** Has a node fire so many alerts, and die; returns its outbox. */
    private static Path fire(NodeProcess node, int alerts) throws Exception {
        Api api = Api.as(node, "alice", "alerts", "ticks:write");
        String alert = "{\"symbol\":\"X\",\"condition\":{\"type\":\"above\",\"level\":1}}";
        for (int i = 0; i < alerts; i++) {
            assertThat(api.post("/v1/alerts", alert).status()).isEqualTo(201);
        }
        assertThat(api.post("/v1/ticks", "{\"ticks\":[{\"symbol\":\"X\",\"price\":\"2\"}]}")
                        .status())
                .isEqualTo(202);
        Path outbox = node.data.resolve("outbox");
        // Each was created, and fired.
        await().until(() -> events(outbox) == 2L * alerts);
        node.kill();
        return outbox;
    }

    private static long events(Path outbox) throws IOException {
        Path file = rollFile(outbox);
        return file == null ? 0 : DamagedData.documents(file).size();
    }

    private static Path rollFile(Path outbox) throws IOException {
        try (Stream<Path> files = Files.list(outbox)) {
            return files.filter(path -> path.toString().endsWith(".cq4"))
                    .findFirst()
                    .orElse(null);
        }
    }

    private static void permit(Path data, String directories, String files) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(data)) {
            paths = walk.toList();
        }
        for (Path path : paths) {
            Files.setPosixFilePermissions(
                    path, PosixFilePermissions.fromString(Files.isDirectory(path) ? directories : files));
        }
    }
}
