package io.tocsin.engine.pipeline;

import org.agrona.concurrent.IdleStrategy;

/** Wakes a thread that may have gone to sleep. Any thread; cheap when nobody sleeps. */
@FunctionalInterface
interface Waker {
    /** After there is work: the thread will see it. */
    void wake();

    /** Wakes another thread as well. */
    default Waker and(Waker other) {
        return () -> {
            wake();
            other.wake();
        };
    }

    /** Of threads that idle like this; nothing is to be done for one that looks for work by itself. */
    static Waker of(IdleStrategy idle) {
        return idle instanceof SleepUntilWoken sleeper ? sleeper::wake : () -> {};
    }
}
