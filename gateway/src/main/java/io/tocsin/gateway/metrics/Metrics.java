package io.tocsin.gateway.metrics;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.tocsin.contract.json.Words;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.codec.SymbolState;
import io.tocsin.gateway.command.CommandCounters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** What the node measures, in the text format of Prometheus. Any thread; each scrape asks the sources anew. */
public final class Metrics {
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final double NS_PER_SECOND = 1e9;
    private static final List<Double> QUANTILES = List.of(0.5, 0.9, 0.99, 0.999, 0.9999, 1.0);

    private final MetricSources sources;
    private final HttpCounters http;
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

    public Metrics(MetricSources sources, HttpCounters http) {
        this.sources = sources;
        this.http = http;
    }

    public byte[] scrape() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            writer.write(text, collect());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toByteArray();
    }

    private MetricSnapshots collect() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        engine().forEach(all::metricSnapshot);
        FeedMetrics.of(sources.feeds().get()).forEach(all::metricSnapshot);
        ChannelMetrics.of(sources.channels().get()).forEach(all::metricSnapshot);
        return all.build();
    }

    private List<MetricSnapshot> engine() {
        return List.of(
                counter("tocsin_ticks_accepted", "Prices that the engine took", sources.outputs()::ticksAccepted),
                rejected(),
                counter("tocsin_alerts_fired", "Firings of alerts", sources.outputs()::alertsFired),
                commands(),
                responses(),
                gauge("tocsin_alerts", "Alerts in the rule store", sources.alerts()),
                symbols(),
                gauge("tocsin_last_sequence", "Sequence of the last input applied", sources.lastSequence()),
                ringCapacity(),
                gauge("tocsin_disk_free_bytes", "Room on the disk of journal and outbox", sources.diskFreeBytes()),
                seconds(
                        "tocsin_clock_ahead_seconds",
                        "How far the node's time is ahead of the wall clock, since that was set back",
                        sources.clockAheadNs()),
                latency(
                        "tocsin_ingress_to_engine_seconds",
                        "Of each batch, from the offer of its oldest input until the engine has applied it",
                        sources.ingressToEngine()),
                latency(
                        "tocsin_ingress_to_egress_seconds",
                        "Of each batch, from the offer of its oldest input until all listeners have seen its last output",
                        sources.ingressToEgress()));
    }

    private CounterSnapshot rejected() {
        CounterSnapshot.Builder counter =
                CounterSnapshot.builder().name("tocsin_inputs_rejected").help("Inputs that changed nothing");
        Arrays.stream(RejectReason.values())
                .filter(reason -> reason != RejectReason.NULL_VAL)
                .forEach(reason -> counter.dataPoint(point(
                        Labels.of("reason", Words.of(reason)), sources.outputs().rejected(reason))));
        return counter.build();
    }

    private CounterSnapshot commands() {
        CommandCounters commands = sources.commands();
        return CounterSnapshot.builder()
                .name("tocsin_commands")
                .help("Commands over REST and WebSocket by how they ended")
                .dataPoint(point(Labels.of("outcome", "applied"), commands.applied()))
                .dataPoint(point(Labels.of("outcome", "rejected"), commands.rejected()))
                .dataPoint(point(Labels.of("outcome", "busy"), commands.busy()))
                .dataPoint(point(Labels.of("outcome", "closed"), commands.closed()))
                .dataPoint(point(Labels.of("outcome", "disk_full"), commands.diskFull()))
                .dataPoint(point(Labels.of("outcome", "timed_out"), commands.timedOut()))
                .build();
    }

    private CounterSnapshot responses() {
        CounterSnapshot.Builder counter =
                CounterSnapshot.builder().name("tocsin_http_responses").help("Answers over HTTP by status");
        http.snapshot()
                .forEach((status, count) ->
                        counter.dataPoint(point(Labels.of("status", Integer.toString(status)), count)));
        return counter.build();
    }

    private GaugeSnapshot ringCapacity() {
        return GaugeSnapshot.builder()
                .name("tocsin_ring_remaining")
                .help("Free entries of a ring")
                .dataPoint(level(Labels.of("ring", "ingress"), sources.ingressCapacity()))
                .dataPoint(level(Labels.of("ring", "egress"), sources.egressCapacity()))
                .build();
    }

    private static CounterSnapshot counter(String name, String help, LongSupplier value) {
        return CounterSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(point(Labels.EMPTY, value.getAsLong()))
                .build();
    }

    private static GaugeSnapshot gauge(String name, String help, LongSupplier value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(level(Labels.EMPTY, value))
                .build();
    }

    private static GaugeSnapshot seconds(String name, String help, LongSupplier nanoseconds) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(GaugeDataPointSnapshot.builder()
                        .value(nanoseconds.getAsLong() / NS_PER_SECOND)
                        .build())
                .build();
    }

    private GaugeSnapshot symbols() {
        Map<SymbolState, Long> counts = sources.symbols().get();
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder()
                .name("tocsin_symbols")
                .help("Symbols, by how far their last price can be trusted");
        for (SymbolState state : SymbolState.values()) {
            if (state != SymbolState.NULL_VAL) {
                gauge.dataPoint(level(Labels.of("state", Words.of(state)), () -> counts.getOrDefault(state, 0L)));
            }
        }
        return gauge.build();
    }

    private static SummarySnapshot latency(String name, String help, Supplier<Histogram> source) {
        Histogram histogram = source.get();
        Quantiles quantiles = Quantiles.of(QUANTILES.stream()
                .map(quantile -> new Quantile(quantile, histogram.getValueAtPercentile(quantile * 100) / NS_PER_SECOND))
                .toList());
        return SummarySnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(SummaryDataPointSnapshot.builder()
                        .quantiles(quantiles)
                        .count(histogram.getTotalCount())
                        .sum(histogram.getMean() * histogram.getTotalCount() / NS_PER_SECOND)
                        .build())
                .build();
    }

    private static CounterDataPointSnapshot point(Labels labels, long value) {
        return CounterDataPointSnapshot.builder()
                .labels(labels)
                .value((double) value)
                .build();
    }

    private static GaugeDataPointSnapshot level(Labels labels, LongSupplier value) {
        return GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value((double) value.getAsLong())
                .build();
    }
}
