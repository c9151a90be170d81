package io.tocsin.replay.table;

import io.tocsin.engine.codec.AlertStatus;
import net.openhft.chronicle.queue.ChronicleQueue;

/** What no class of this package may do, once each: the rules must find it. */
public final class BrokenWalls {
    private BrokenWalls() {}

    /** By itself, past the journal. */
    public record ReachesAQueue(ChronicleQueue queue) {}

    /** Though a table holds anything. */
    public record KnowsOfAlerts(AlertStatus status) {}

    /** What configures the tool is on its command line. */
    public static final class ReadsTheEnvironment {
        private ReadsTheEnvironment() {}

        static String home() {
            return System.getenv("HOME");
        }
    }
}
