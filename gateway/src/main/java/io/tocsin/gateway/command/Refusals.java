package io.tocsin.gateway.command;

import io.tocsin.contract.json.Problem;
import io.tocsin.contract.json.Rejections;

/** What to answer a user whose command was not applied. Any thread. */
public final class Refusals {
    private Refusals() {}

    /**
     * The problem that an outcome is.
     *
     * @param pointer to what the command was made from within the request; empty for the whole body.
     * @throws IllegalArgumentException when the command was applied.
     */
    public static Problem problemOf(Outcome<?> outcome, String pointer) {
        if (outcome instanceof Outcome.Rejected<?> rejected) {
            return Rejections.problemOf(rejected.reason(), rejected.bound(), pointer);
        }
        if (outcome instanceof Outcome.Invalid<?> invalid) {
            return invalid.problem();
        }
        if (outcome instanceof Outcome.Busy) {
            return unavailable("busy", "The node is busy", "The queue of commands is full; nothing was done");
        }
        if (outcome instanceof Outcome.DiskFull) {
            return diskFull();
        }
        if (outcome instanceof Outcome.Closed) {
            return stopping("Nothing was done");
        }
        if (outcome instanceof Outcome.TimedOut) {
            return unavailable(
                    "timeout",
                    "No reply came in time",
                    "The command was accepted and may or may not have been applied");
        }
        throw new IllegalArgumentException("applied: " + outcome);
    }

    /** The node takes nothing until there is room on its disk. */
    public static Problem diskFull() {
        return unavailable(
                "disk-full", "The disk is full", "There is too little room on the node's disk; nothing was done");
    }

    /** The node is about to end, and answers so until it does. */
    public static Problem stopping(String detail) {
        return unavailable("stopping", "The node is stopping", detail);
    }

    private static Problem unavailable(String code, String title, String detail) {
        return new Problem(code, title, 503, detail);
    }
}
