package io.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.JdkDependent;
import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.agrona.IoUtil;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that crash at random steps, on real files, see {@link Seeds}. */
@JdkDependent
@Soak
class SimulationTest {
    private static final int SEEDS = 300;
    private static final int SOAK_SEEDS = 10_000;
    private static final Path MEMORY = Path.of("/dev/shm");

    @TempDir
    Path temporary;

    @Test
    void shouldBeAsIfNothingHadHappened() throws IOException {
        long[] seeds = Seeds.many(SEEDS, SOAK_SEEDS).toArray();
        Tally tally = new Tally();
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        Path directory = Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, "tocsin") : temporary;
        try {
            LongStream.of(seeds)
                    .parallel()
                    .forEach(each -> simulate(each, directory.resolve("seed-" + each), tally, wrong));
        } finally {
            IoUtil.delete(directory.toFile(), true);
        }
        System.out.println(tally.counts());
        assertThat(wrong).isEmpty();
        if (seeds.length >= SEEDS) {
            assertThat(tally.counts())
                    .containsKeys(
                            "kills",
                            "kills within an append",
                            "kills within a roll",
                            "losses of power",
                            "outboxes ahead of their journals",
                            "newest files that are missing",
                            "cuts that were cut short",
                            "cuts that were left so",
                            "damaged snapshots",
                            "stops");
        }
    }

    private static void simulate(long seed, Path directory, Tally tally, Queue<String> wrong) {
        try {
            new Simulation(seed, directory, tally).run();
            tally.count("seeds", 1);
        } catch (IOException | InterruptedException | RuntimeException | Error failure) {
            wrong.add("-Dtocsin.seed=" + seed + ": " + Throwables.getStackTrace(failure));
        }
    }
}
