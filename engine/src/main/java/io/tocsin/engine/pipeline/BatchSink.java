package io.tocsin.engine.pipeline;

/** Takes batches on from the sequencer, on whose thread it is called. */
interface BatchSink {
    /** An empty batch to gather inputs in; waits for one when there is none. */
    JournaledBatch next();

    /** The batch that {@link #next} gave last is journaled. */
    void onJournaled();
}
