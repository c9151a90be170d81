package io.tocsin.gateway.config;

import io.tocsin.engine.pipeline.PipelineConfig;
import io.tocsin.engine.port.Limits;
import io.tocsin.gateway.feed.Feed;
import io.tocsin.gateway.feed.FeedConfig;
import io.tocsin.gateway.identity.Identity;
import io.tocsin.gateway.rest.RestConfig;
import io.tocsin.gateway.websocket.server.WebSocketSettings;
import io.tocsin.journal.inputs.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything that can be configured about a node; each key is described in {@code reference.conf}. All values are
 * within their bounds. Immutable; made by {@link ConfigLoader}.
 *
 * @param warmUp whether alerts are played to nobody after the start.
 */
public record NodeConfig(
        Path dataDir,
        Http http,
        WebSocketSettings ws,
        AuthMode authMode,
        Engine engine,
        JournalSettings journal,
        Snapshot snapshot,
        Retention retention,
        Feeds feeds,
        Push push,
        boolean warmUp) {

    /**
     * The REST listener.
     *
     * @param workerThreads run requests, and what follows the engine's replies.
     */
    public record Http(RestConfig rest, int workerThreads) {}

    /** How tokens are checked. */
    public enum AuthMode {
        /** Signed with a key made at the first start, given to whoever asks; loopback only. */
        DEV
    }

    /** The state machine's bounds, and how inputs reach it and outputs leave it. */
    public record Engine(Limits limits, PipelineConfig pipeline) {}

    /**
     * How inputs are kept.
     *
     * @param minFreeBytes with less room on the disk nothing is accepted.
     */
    public record JournalSettings(Durability durability, long minFreeBytes) {}

    /**
     * When the state is written to a file, whichever comes first.
     *
     * @param journalGrowth bytes appended since the last one.
     */
    public record Snapshot(Duration every, int journalGrowth) {}

    /**
     * What stays of the journal and the snapshots at least.
     *
     * @param journal   inputs that are no older than so much.
     * @param snapshots so many of the newest.
     */
    public record Retention(Duration journal, int snapshots) {}

    /**
     * Where prices come from by themselves.
     *
     * @param configured all feeds that there are, each with a name of its own.
     * @param started    names of those that run from the start on.
     */
    public record Feeds(List<FeedConfig> configured, List<String> started) {
        public static final Feeds NONE = new Feeds(List.of(), List.of());

        /** Makes all of them; their ticks come from whom the identity knows, where they come from people. */
        public List<Feed> make(Identity identity) {
            return configured.stream().map(feed -> feed.feed(identity)).toList();
        }
    }

    /** Push through Firebase; off without a service account. */
    public record Push(Optional<Path> serviceAccount, int maxConcurrent) {}
}
