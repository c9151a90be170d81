package io.tocsin.gateway.config;

import io.tocsin.engine.pipeline.Limits;
import io.tocsin.engine.pipeline.PipelineConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything that can be configured about a node; each key is described in {@code reference.conf}. All values are within
 * their bounds. Immutable; made by {@link ConfigLoader}.
 */
public record NodeConfig(Path dataDir, Http http, WebSocket ws, Users users, Engine engine, Feeds feeds, Push push) {

    /** The REST listener. */
    public record Http(InetSocketAddress address, int ioThreads, int workerThreads) {}

    /** The WebSocket listener, and the name it gives the node. */
    public record WebSocket(
            String nodeName,
            InetSocketAddress address,
            int threads,
            int maxBufferBytes,
            Duration heartbeat,
            int maxConnections,
            Duration authTimeout) {}

    /** Who users are and how often each may call. */
    public record Users(AuthMode authMode, int requestsPerSecond, int burst) {}

    /** How tokens are checked. */
    public enum AuthMode {
        /** Signed with a key made at the first start, given to whoever asks; loopback only. */
        DEV
    }

    /** The state machine's bounds, and how inputs reach it and outputs leave it. */
    public record Engine(Limits limits, PipelineConfig pipeline, Durability durability) {}

    /** What an accepted input has survived. */
    public enum Durability {
        /** The death of the process. */
        PAGE_CACHE
    }

    /**
     * Where prices come from by themselves.
     *
     * @param names     the feeds to run, each once.
     * @param demoSpeed how much faster than it was the demo feed replays its trades.
     */
    public record Feeds(List<String> names, int demoSpeed) {}

    /** Push through Firebase; off without a service account. */
    public record Push(Optional<Path> serviceAccount, int maxConcurrent) {}
}
