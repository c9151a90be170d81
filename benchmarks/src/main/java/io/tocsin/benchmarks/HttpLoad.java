package io.tocsin.benchmarks;

import java.io.IOException;

/** Ticks in the bodies of requests, always as many. */
record HttpLoad(HttpClients clients, int ticksPerBody) implements IngestLoad {
    @Override
    public double ticksPerSecond(long durationNs) throws IOException {
        return clients.answersPerSecond(durationNs) * ticksPerBody;
    }

    @Override
    public long lastTicks() {
        return clients.lastAnswers() * ticksPerBody;
    }

    @Override
    public void close() throws IOException {
        clients.close();
    }
}
