package io.tocsin.journal;

import io.tocsin.journal.files.RollClock;
import io.tocsin.journal.inputs.ChronicleJournal;
import io.tocsin.journal.outbox.Firings;
import io.tocsin.journal.outbox.Outbox;
import io.tocsin.journal.outbox.OutboxAppender;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;

/** A process that appends until it is killed, and says after each append how far it is. */
public final class CrashingNode {
    private static final int FIRINGS_FROM = 3;

    private final Process process;
    private final BufferedReader output;

    private CrashingNode(Process process) {
        this.process = process;
        output = process.inputReader(StandardCharsets.US_ASCII);
    }

    /** Starts it: {@code append} to journal and outbox, {@code half} of a document, or {@code lock} the directory. */
    static CrashingNode start(Path data, String what) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), CrashingNode.class.getName()));
        command.addAll(List.of(data.toString(), what));
        try {
            return new CrashingNode(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next line it says, null when it has ended. */
    String readLine() {
        try {
            return output.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Kills it with SIGKILL, unless it has ended. */
    void kill() {
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    /** Kills it with SIGKILL and returns the last whole line that it said since. */
    long killAndReadLast() {
        process.toHandle().destroyForcibly();
        long last = 0;
        for (String line = readLine(); line != null; line = readLine()) {
            // The last line can be cut short in the middle of its number: each ends with a dot.
            if (line.endsWith(".")) {
                last = Long.parseLong(line.substring(0, line.length() - 1));
            }
        }
        process.onExit().join();
        return last;
    }

    public static void main(String[] args) {
        Path data = Path.of(args[0]);
        try (NodeLock lock = NodeLock.acquire(data)) {
            System.out.println("locked");
            switch (args[1]) {
                case "append" -> append(data);
                case "half" -> appendHalf(data);
                default -> LockSupport.park(lock);
            }
        }
    }

    private static void append(Path data) {
        try (ChronicleJournal journal = new ChronicleJournal(data);
                Outbox outbox = new Outbox(data)) {
            OutboxAppender appender = new OutboxAppender(outbox);
            Firings firings = new Firings();
            for (long sequence : Batches.replay(journal)) {
                fire(firings, appender, sequence);
            }
            appender.onRecovered();
            Batches batches = new Batches(journal.lastSequence() + 1);
            while (true) {
                long before = batches.nextSequence();
                batches.append(journal, (int) (before % 5) + 1);
                for (long sequence = before; sequence < batches.nextSequence(); sequence++) {
                    fire(firings, appender, sequence);
                }
                System.out.println(journal.lastSequence() + ".");
            }
        }
    }

    /** Every third input fires, and the ninth ones twice. */
    static void fire(Firings firings, OutboxAppender appender, long sequence) {
        if (sequence % FIRINGS_FROM == 0) {
            firings.derive(appender, sequence, 0);
        }
        if (sequence % (FIRINGS_FROM * FIRINGS_FROM) == 0) {
            firings.derive(appender, sequence, 1);
        }
    }

    /** Leaves a document open: written, but not committed, with Chronicle's lock held. */
    private static void appendHalf(Path data) {
        try (SingleChronicleQueue queue = SingleChronicleQueueBuilder.binary(data.resolve("journal"))
                        .rollCycle(ChronicleJournal.ROLL_CYCLE)
                        .timeProvider(new RollClock(Batches.START_NS / 1_000_000))
                        .build();
                ExcerptAppender appender = queue.createAppender();
                DocumentContext context = appender.writingDocument()) {
            context.wire().bytes().write(new byte[1000]).writeLong(-1);
            System.out.println("half");
            LockSupport.park(context);
        }
    }
}
