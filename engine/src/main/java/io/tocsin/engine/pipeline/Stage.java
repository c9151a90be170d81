package io.tocsin.engine.pipeline;

/**
 * One step of the way of inputs and outputs, which takes what has come from the step before it. A stage has one thread,
 * which can have several stages.
 */
interface Stage {
    /**
     * Takes some of what is there, and never waits for more.
     *
     * @return how much it took; 0 when there was nothing.
     */
    int doWork();
}
