package io.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.journal.disk.Crash;
import io.tocsin.journal.disk.Disk;
import io.tocsin.journal.disk.Image;
import io.tocsin.journal.files.JournalDamagedException;
import io.tocsin.journal.inputs.JournalReader;
import io.tocsin.journal.outbox.OutboxMismatchException;
import io.tocsin.journal.snapshot.SnapshotReader;
import io.tocsin.journal.snapshot.Snapshots;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.agrona.IoUtil;

/**
 * One seed: a node that dies again and again over the same data directory, by a kill or by a loss of power, against the
 * same inputs without any of that. Inputs that were lost are offered again, as a client would that got no answer. After
 * a loss of power the outbox can be ahead of the journal, or the newest file be missing; then the directory is cut
 * back, as an operator would.
 */
final class Simulation {
    private static final int MAX_LIVES = 7;
    private static final double LONGEST_LIFE_LOG2 = 9.5;

    private final SplittableRandom random;
    private final Recording recording;
    private final Path directory;
    private final Tally tally;
    private final Set<String> damaged = new HashSet<>();
    private Image image = Image.empty();
    private int disks;
    /** What was in the journal when the node last ended: a kill takes nothing of it away. */
    private long appended;
    /** What a loss of power does not take away either. */
    private long durable;
    /** What has to be there at the next start. */
    private long promised;

    private boolean lostPower;
    /** Then the newest file may lack the end of what describes it. */
    private boolean diedWithinRoll;

    private boolean isPruned;

    Simulation(long seed, Path directory, Tally tally) {
        random = new SplittableRandom(~seed);
        recording = new Recording(seed);
        this.directory = directory;
        this.tally = tally;
    }

    void run() throws IOException, InterruptedException {
        int lives = 1;
        while (!live(lives == MAX_LIVES)) {
            lives++;
            if (random.nextInt(6) == 0) {
                damageNewestSnapshot();
            }
            if (random.nextInt(8) == 0) {
                cutAnywhere();
            }
        }
        tally.count("inputs", recording.inputCount());
        tally.count("events", recording.events().size());
        tally.count("lives", lives);
    }

    private Disk disk(boolean forever) throws IOException {
        int steps = forever ? Integer.MAX_VALUE : (int) Math.pow(2, random.nextDouble(LONGEST_LIFE_LOG2));
        Image before = random.nextInt(30) == 0 ? image : image.shortened();
        return new Disk(directory.resolve("disk-" + ++disks), before, steps, random.split());
    }

    private void remove() {
        IoUtil.delete(directory.resolve("disk-" + disks).toFile(), true);
    }

    /** Returns whether the node came to the end of the inputs. */
    private boolean live(boolean toTheEnd) throws IOException, InterruptedException {
        Disk disk = disk(toTheEnd);
        boolean complete = false;
        boolean cut = false;
        Life life = null;
        try {
            requireWholeSnapshots(disk);
            life = new Life(recording, disk, random.split());
            cut = !recovered(life);
            if (!cut) {
                life.run(toTheEnd);
                complete = life.appended() == recording.inputCount();
                if (complete) {
                    life.check();
                }
                appended = life.appended();
                promised = appended;
                tally.count("stops", 1);
            }
            image = disk.image();
        } catch (Crash crash) {
            appended = life == null ? appended : Math.max(appended, life.appended());
            durable = life == null ? durable : Math.max(durable, life.durable());
            die(disk, life == null ? null : life.appendingTo());
        } finally {
            isPruned |= life != null && life.isPruned();
            close(life);
            remove();
        }
        if (cut) {
            cut(journalEnd());
            return live(toTheEnd);
        }
        return complete;
    }

    /** False when the outbox is ahead of the journal, or its newest file is missing. */
    private boolean recovered(Life life) throws IOException {
        try {
            life.recover();
        } catch (OutboxMismatchException e) {
            if (lostPower && e.getMessage().contains("which the journal does not lead to")) {
                tally.count("outboxes ahead of their journals", 1);
                return false;
            }
            throw e;
        } catch (JournalDamagedException e) {
            if ((lostPower || diedWithinRoll) && e.getMessage().startsWith("file missing: ")) {
                tally.count("newest files that are missing", 1);
                return false;
            }
            throw e;
        }
        assertThat(life.appended()).as("last sequence after recovery").isGreaterThanOrEqualTo(promised);
        appended = life.appended();
        lostPower = false;
        diedWithinRoll = false;
        return true;
    }

    /** What has its name is whole, unless it was damaged later. */
    private void requireWholeSnapshots(Disk disk) throws IOException {
        for (Path file : new Snapshots(disk.directory()).files()) {
            if (!damaged.contains(file.getFileName().toString())) {
                SnapshotReader.open(file).close();
            }
        }
    }

    private void die(Disk disk, String appendingTo) {
        image = disk.image();
        if (random.nextInt(5) < 2) {
            image = image.afterPowerLoss(random);
            lostPower = true;
            promised = durable;
            tally.count("losses of power", 1);
        } else {
            promised = lostPower ? durable : appended;
            tally.count("kills", 1);
            if (appendingTo != null && random.nextInt(4) > 0) {
                boolean hasJustRolled = image.hasJustRolled(appendingTo);
                diedWithinRoll |= hasJustRolled;
                tally.count(hasJustRolled ? "kills within a roll" : "kills within an append", 1);
                image = image.withinLastAppend(appendingTo, random);
            }
        }
    }

    private static void close(Life life) throws IOException {
        if (life != null) {
            try {
                life.close();
            } catch (Crash dead) {
                // It would have taken away its unfinished snapshot.
            }
        }
    }

    private void damageNewestSnapshot() {
        List<String> whole = wholeSnapshots();
        if (whole.size() > 1 || (whole.size() == 1 && !isPruned)) {
            String newest = whole.get(whole.size() - 1);
            image = image.withFlippedBit(newest, random);
            damaged.add(newest.substring(newest.lastIndexOf('/') + 1));
            tally.count("damaged snapshots", 1);
        }
    }

    private List<String> wholeSnapshots() {
        List<String> whole = new ArrayList<>(image.names("snapshots"));
        whole.removeIf(
                name -> !name.endsWith(".snapshot") || damaged.contains(name.substring(name.lastIndexOf('/') + 1)));
        return whole;
    }

    private void cutAnywhere() throws IOException {
        List<String> whole = wholeSnapshots();
        long first = isPruned ? Snapshots.sequenceOf(Path.of(whole.get(0))) : 1;
        long last = journalEnd();
        if (first < last) {
            cut(random.nextLong(first, last));
        }
    }

    /** The last whole input in the journal. */
    private long journalEnd() throws IOException {
        long last = 0;
        Disk disk = disk(true);
        try (JournalReader reader = new JournalReader(disk.directory())) {
            while (reader.next()) {
                last = reader.firstSequence() + reader.count() - 1;
            }
        } catch (JournalDamagedException torn) {
            assertThat(lostPower || diedWithinRoll).as("%s", torn).isTrue();
        } finally {
            remove();
        }
        return last;
    }

    /** Until it comes to its end, or the operator leaves it at that. */
    private void cut(long last) throws IOException {
        boolean done = false;
        while (!done) {
            Disk disk = disk(random.nextBoolean());
            try {
                new Cut(disk.directory(), disk.directory().resolve("cut"), last).run();
                image = disk.image();
                done = true;
            } catch (Crash crash) {
                tally.count("cuts that were cut short", 1);
                die(disk, null);
                if (random.nextInt(3) == 0) {
                    tally.count("cuts that were left so", 1);
                    done = true;
                }
            } finally {
                remove();
            }
        }
        appended = Math.min(appended, last);
        durable = Math.min(durable, last);
        promised = Math.min(promised, last);
        tally.count("cuts", 1);
    }
}
