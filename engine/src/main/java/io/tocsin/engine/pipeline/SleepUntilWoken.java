package io.tocsin.engine.pipeline;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.IdleStrategy;

/**
 * Sleeps when there is no work, until somebody who has brought some says so: no CPU when quiet, some microseconds to
 * wake up.
 * <p>
 * Who is about to sleep says so first and then looks for work once more, while who brings work publishes it first and
 * then looks whether somebody sleeps, each with a full fence between: one of them sees the other (Dekker's algorithm,
 * as E. W. Dijkstra describes it in EWD 123).
 */
final class SleepUntilWoken implements IdleStrategy {
    private volatile Thread sleeper;

    /** Without work, the first call says that this thread will sleep, and the next one sleeps. */
    @Override
    public void idle(int workCount) {
        if (workCount > 0) {
            if (sleeper != null) {
                sleeper = null;
            }
        } else {
            idle();
        }
    }

    @Override
    public void idle() {
        if (sleeper == null) {
            sleeper = Thread.currentThread();
            VarHandle.fullFence();
        } else {
            LockSupport.park(this);
        }
    }

    @Override
    public void reset() {
        sleeper = null;
    }

    /** See {@link Waker#wake}. */
    void wake() {
        VarHandle.fullFence();
        Thread sleeping = sleeper;
        if (sleeping != null) {
            sleeper = null;
            LockSupport.unpark(sleeping);
        }
    }
}
