package io.tocsin.gateway.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.tocsin.gateway.delivery.ChannelHealth;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** How the channels of delivery do, each a value of the label {@code channel}. */
final class ChannelMetrics {
    private static final double MS_PER_SECOND = 1e3;

    private ChannelMetrics() {}

    /** None when there are no channels. */
    static List<MetricSnapshot> of(List<ChannelHealth> channels) {
        if (channels.isEmpty()) {
            return List.of();
        }
        return List.of(
                gauge(
                        "lag_events",
                        "Events in the outbox that are not delivered, or were not even read",
                        channels,
                        ChannelHealth::lagEvents),
                gauge(
                        "oldest_unsettled_seconds",
                        "Since the oldest event fired that was read and is not delivered",
                        channels,
                        channel -> channel.oldestUnsettled().toMillis() / MS_PER_SECOND),
                gauge("unsettled", "Messages under way or waiting", channels, ChannelHealth::unsettled),
                gauge(
                        "stalled",
                        "1 while so many messages wait that nothing more is read",
                        channels,
                        channel -> channel.isStalled() ? 1 : 0),
                gauge(
                        "degraded",
                        "1 while the channel itself fails, and not just one target",
                        channels,
                        channel -> channel.isDegraded() ? 1 : 0),
                counter("delivered", "Messages delivered", channels, ChannelHealth::delivered),
                counter("retried", "Attempts that failed and are repeated", channels, ChannelHealth::retried),
                counter("given_up", "Messages that can never be delivered", channels, ChannelHealth::givenUp));
    }

    private static GaugeSnapshot gauge(
            String name, String help, List<ChannelHealth> channels, ToDoubleFunction<ChannelHealth> level) {
        GaugeSnapshot.Builder gauge =
                GaugeSnapshot.builder().name("tocsin_delivery_" + name).help(help);
        channels.forEach(channel -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(Labels.of("channel", channel.name()))
                .value(level.applyAsDouble(channel))
                .build()));
        return gauge.build();
    }

    private static CounterSnapshot counter(
            String name, String help, List<ChannelHealth> channels, ToLongFunction<ChannelHealth> count) {
        CounterSnapshot.Builder counter =
                CounterSnapshot.builder().name("tocsin_delivery_" + name).help(help);
        channels.forEach(channel -> counter.dataPoint(CounterDataPointSnapshot.builder()
                .labels(Labels.of("channel", channel.name()))
                .value((double) count.applyAsLong(channel))
                .build()));
        return counter.build();
    }
}
