package io.tocsin.engine.pipeline;

import org.agrona.concurrent.IdleStrategy;

/** A thread that has its stages work in turn, and idles when none of them has found work, until it is ended. */
final class StageThread {
    private final IdleStrategy idle;
    private final Fault fault;
    private final Stage[] stages;
    private final Thread thread;
    private volatile boolean isEnding;

    /** @param fault hears of what a stage throws, which ends the thread; it ends as well when another has a fault. */
    StageThread(String name, IdleStrategy idle, Fault fault, Stage... stages) {
        this.idle = idle;
        this.fault = fault;
        this.stages = stages.clone();
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((failed, cause) -> fault.onThrown(cause));
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!isEnding && !fault.isThere()) {
            int work = 0;
            for (Stage stage : stages) {
                work += stage.doWork();
            }
            idle.idle(work);
        }
    }

    /** Returns when the stages have finished what they were about; at once on the thread itself, which has failed. */
    void end() {
        isEnding = true;
        Waker.of(idle).wake();
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
