package io.tocsin.engine.pipeline;

/** Has the engine apply each batch as soon as it is journaled, on the sequencer's thread. */
final class DirectHandOver implements BatchSink {
    private final JournaledBatch batch = new JournaledBatch();
    private final EngineStage engine;

    DirectHandOver(EngineStage engine) {
        this.engine = engine;
    }

    @Override
    public JournaledBatch next() {
        batch.inputs().clear();
        return batch;
    }

    @Override
    public void onJournaled() {
        engine.onBatch(batch);
    }
}
