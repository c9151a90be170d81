package io.tocsin.gateway.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.tocsin.contract.json.Words;
import io.tocsin.gateway.control.FeedState;
import io.tocsin.gateway.control.FeedStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** How the feeds do, each a value of the label {@code feed}. */
final class FeedMetrics {
    private static final double MS_PER_SECOND = 1e3;

    private FeedMetrics() {}

    /** None when there are no feeds. */
    static List<MetricSnapshot> of(List<FeedStatus> feeds) {
        if (feeds.isEmpty()) {
            return List.of();
        }
        return List.of(
                state(feeds),
                counter("tocsin_feed_ticks", "Prices of a feed that the engine's queue took", feeds, FeedStatus::ticks),
                counter("tocsin_feed_rejects", "Prices of a feed that were kept out", feeds, FeedStatus::rejects),
                counter(
                        "tocsin_feed_conflated",
                        "Prices of a feed that the engine got together with others of their symbol",
                        feeds,
                        FeedStatus::conflated),
                counter("tocsin_feed_failures", "Runs of a feed that failed", feeds, FeedStatus::failures),
                quotaLeft(feeds),
                time(
                        "tocsin_feed_last_tick_timestamp_seconds",
                        "When the last price of a feed was taken",
                        feeds,
                        FeedStatus::lastTick),
                time(
                        "tocsin_feed_last_failure_timestamp_seconds",
                        "When a feed failed last",
                        feeds,
                        feed -> feed.lastFailure().map(FeedStatus.Failure::at)));
    }

    /** 1 for the state that a feed is in, 0 for each other. */
    private static GaugeSnapshot state(List<FeedStatus> feeds) {
        GaugeSnapshot.Builder gauge =
                GaugeSnapshot.builder().name("tocsin_feed_state").help("Whether a feed is in a state");
        for (FeedStatus feed : feeds) {
            for (FeedState state : FeedState.values()) {
                gauge.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(Labels.of("feed", feed.name(), "state", Words.of(state)))
                        .value(feed.state() == state ? 1 : 0)
                        .build());
            }
        }
        return gauge.build();
    }

    private static CounterSnapshot counter(
            String name, String help, List<FeedStatus> feeds, ToLongFunction<FeedStatus> count) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        feeds.forEach(feed -> counter.dataPoint(CounterDataPointSnapshot.builder()
                .labels(label(feed))
                .value((double) count.applyAsLong(feed))
                .build()));
        return counter.build();
    }

    /** No value where calls are not counted. */
    private static GaugeSnapshot quotaLeft(List<FeedStatus> feeds) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder()
                .name("tocsin_feed_quota_left")
                .help("Calls of the source of a feed that are left in this month");
        feeds.forEach(feed -> feed.quotaLeft()
                .ifPresent(left -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(label(feed))
                        .value((double) left)
                        .build())));
        return gauge.build();
    }

    /** No value where there was no such time. */
    private static GaugeSnapshot time(
            String name, String help, List<FeedStatus> feeds, Function<FeedStatus, Optional<Instant>> time) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        feeds.forEach(feed -> time.apply(feed)
                .ifPresent(at -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(label(feed))
                        .value(at.toEpochMilli() / MS_PER_SECOND)
                        .build())));
        return gauge.build();
    }

    private static Labels label(FeedStatus feed) {
        return Labels.of("feed", feed.name());
    }
}
