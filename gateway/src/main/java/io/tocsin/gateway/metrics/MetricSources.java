package io.tocsin.gateway.metrics;

import io.tocsin.engine.codec.SymbolState;
import io.tocsin.gateway.command.CommandCounters;
import io.tocsin.gateway.control.FeedStatus;
import io.tocsin.gateway.delivery.ChannelHealth;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** Where the metrics come from; each may be asked by any thread at any time. Latencies are in nanoseconds. */
public record MetricSources(
        OutputCounters outputs,
        CommandCounters commands,
        LongSupplier alerts,
        LongSupplier lastSequence,
        LongSupplier ingressCapacity,
        LongSupplier egressCapacity,
        LongSupplier diskFreeBytes,
        LongSupplier clockAheadNs,
        Supplier<Histogram> ingressToEngine,
        Supplier<Histogram> ingressToEgress,
        Supplier<Map<SymbolState, Long>> symbols,
        Supplier<List<FeedStatus>> feeds,
        Supplier<List<ChannelHealth>> channels) {}
