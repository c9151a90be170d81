package io.tocsin.gateway.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tocsin.gateway.control.FeedState;
import io.tocsin.gateway.control.FeedStatus;
import io.tocsin.gateway.delivery.ChannelHealth;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class EdgeMetricsTest {
    @Test
    void shouldShowHowFeedsDo() throws IOException {
        Instant at = Instant.parse("2023-11-14T22:13:20.500Z");
        FeedStatus failed = new FeedStatus(
                "fixer",
                FeedState.FAILED,
                7,
                0,
                Optional.of(at),
                Optional.empty(),
                3,
                5,
                OptionalLong.of(4),
                2,
                Optional.of(new FeedStatus.Failure("quota", at.plusSeconds(1))));
        FeedStatus idle = new FeedStatus(
                "file",
                FeedState.STOPPED,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                OptionalLong.empty(),
                0,
                Optional.empty());

        assertThat(text(FeedMetrics.of(List.of(failed, idle))))
                .contains("tocsin_feed_state{feed=\"fixer\",state=\"failed\"} 1.0\n")
                .contains("tocsin_feed_state{feed=\"fixer\",state=\"running\"} 0.0\n")
                .contains("tocsin_feed_state{feed=\"file\",state=\"stopped\"} 1.0\n")
                .contains("tocsin_feed_ticks_total{feed=\"fixer\"} 7.0\n")
                .contains("tocsin_feed_quota_left{feed=\"fixer\"} 4.0\n")
                .contains("tocsin_feed_rejects_total{feed=\"fixer\"} 3.0\n")
                .contains("tocsin_feed_failures_total{feed=\"fixer\"} 2.0\n")
                .contains("tocsin_feed_last_tick_timestamp_seconds{feed=\"fixer\"} 1.7000000005E9\n")
                .contains("tocsin_feed_last_failure_timestamp_seconds{feed=\"fixer\"} 1.7000000015E9\n")
                .doesNotContain("timestamp_seconds{feed=\"file\"}");
    }

    @Test
    void shouldShowHowChannelsDo() throws IOException {
        ChannelHealth health = new ChannelHealth("push", 12, Duration.ofMillis(2500), 5, true, false, 100, 20, 3);

        assertThat(text(ChannelMetrics.of(List.of(health))))
                .contains("tocsin_delivery_lag_events{channel=\"push\"} 12.0\n")
                .contains("tocsin_delivery_oldest_unsettled_seconds{channel=\"push\"} 2.5\n")
                .contains("tocsin_delivery_unsettled{channel=\"push\"} 5.0\n")
                .contains("tocsin_delivery_stalled{channel=\"push\"} 1.0\n")
                .contains("tocsin_delivery_degraded{channel=\"push\"} 0.0\n")
                .contains("tocsin_delivery_delivered_total{channel=\"push\"} 100.0\n")
                .contains("tocsin_delivery_retried_total{channel=\"push\"} 20.0\n")
                .contains("tocsin_delivery_given_up_total{channel=\"push\"} 3.0\n");
    }

    @Test
    void shouldShowNothingOfEdgesThatThereAreNot() {
        assertThat(FeedMetrics.of(List.of())).isEmpty();
        assertThat(ChannelMetrics.of(List.of())).isEmpty();
    }

    private static String text(List<MetricSnapshot> snapshots) throws IOException {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        snapshots.forEach(all::metricSnapshot);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(text, all.build());
        return text.toString(UTF_8);
    }
}
