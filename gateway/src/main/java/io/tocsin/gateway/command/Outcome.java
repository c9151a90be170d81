package io.tocsin.gateway.command;

import io.tocsin.contract.json.Problem;
import io.tocsin.engine.codec.RejectReason;
import java.util.function.Function;

/** What became of a command. */
public sealed interface Outcome<T> {
    /** It was journaled and applied. */
    record Applied<T>(T reply) implements Outcome<T> {}

    /**
     * It changed nothing, by a rule of the engine.
     *
     * @param bound what the reason speaks of: a limit, a version, a scale.
     */
    record Rejected<T>(RejectReason reason, long bound) implements Outcome<T> {}

    /** It was not sent: what it was to be made from is not valid. */
    record Invalid<T>(Problem problem) implements Outcome<T> {}

    /** It was not taken: too many others wait. */
    record Busy<T>() implements Outcome<T> {}

    /** It was not taken: the node is stopping. */
    record Closed<T>() implements Outcome<T> {}

    /** It was not taken: there is too little room on the node's disk. */
    record DiskFull<T>() implements Outcome<T> {}

    /** It was taken, and no reply came in time; it may have been applied or not. */
    record TimedOut<T>() implements Outcome<T> {}

    /** The same outcome with another reply. */
    default <R> Outcome<R> map(Function<? super T, ? extends R> function) {
        if (this instanceof Applied<T> applied) {
            return new Applied<>(function.apply(applied.reply()));
        }
        if (this instanceof Rejected<T> rejected) {
            return new Rejected<>(rejected.reason(), rejected.bound());
        }
        if (this instanceof Invalid<T> invalid) {
            return new Invalid<>(invalid.problem());
        }
        if (this instanceof Busy) {
            return new Busy<>();
        }
        if (this instanceof DiskFull) {
            return new DiskFull<>();
        }
        return this instanceof Closed ? new Closed<>() : new TimedOut<>();
    }
}
