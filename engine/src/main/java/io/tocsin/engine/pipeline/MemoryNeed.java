package io.tocsin.engine.pipeline;

import io.tocsin.engine.SymbolTable;
import io.tocsin.engine.conditions.ConditionMemory;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.store.ChronicleRuleStore;

/**
 * What a pipeline takes of memory once it holds as much as its limits allow, about, by what it is for. Much of it is
 * set aside at the start and touched only as it fills; it is to be there by then, so a node looks before it starts.
 * <p>
 * Alerts count as the average one with one condition: longer ones are to be made up for by a higher limit.
 *
 * @param alerts      by {@code maxAlerts}.
 * @param keys        by {@code maxKeys}.
 * @param symbols     by {@code maxSymbols}, with what listeners keep of each.
 * @param series      by {@code maxSeries}.
 * @param ingressRing by its size.
 * @param egressRing  by its size.
 * @param fixed       whatever the limits are: for messages longer than a slot, and batches on their way to the engine.
 */
public record MemoryNeed(
        Bytes alerts, Bytes keys, Bytes symbols, Bytes series, Bytes ingressRing, Bytes egressRing, Bytes fixed) {
    /** An entry of the ingress ring, and its place in it. */
    private static final long INPUT_SLOT_HEAP_BYTES = 44;
    /** The same of the egress ring. */
    private static final long OUTPUT_SLOT_HEAP_BYTES = 104;
    /** A quote, a name found by id and by name, and what else the edges know of a symbol. */
    private static final long LISTENERS_BYTES_PER_SYMBOL = 512;

    /**
     * Bytes by where they are.
     *
     * @param heap   of the JVM.
     * @param direct in buffers that the JVM bounds as well.
     * @param other  off the heap, bounded by the machine alone.
     */
    public record Bytes(long heap, long direct, long other) {
        /** Off the heap. */
        public long offHeap() {
            return direct + other;
        }

        Bytes plus(Bytes more) {
            return new Bytes(heap + more.heap, direct + more.direct, other + more.other);
        }
    }

    /** Of a pipeline that would be made so; nothing is made. */
    public static MemoryNeed of(PipelineConfig config, Limits limits) {
        return new MemoryNeed(
                new Bytes(
                        0,
                        0,
                        ChronicleRuleStore.alertBytesFor(limits.maxAlerts())
                                + ConditionMemory.bytesForAlerts(limits.maxAlerts())),
                new Bytes(0, 0, ChronicleRuleStore.creationBytesFor(limits.maxAlerts(), limits.maxKeys())),
                new Bytes(
                        SymbolTable.heapBytesFor(limits.maxSymbols())
                                + limits.maxSymbols() * LISTENERS_BYTES_PER_SYMBOL,
                        SymbolTable.nameBytesFor(limits.maxSymbols()),
                        ConditionMemory.bytesForSymbols(limits.maxSymbols())),
                new Bytes(0, 0, ConditionMemory.bytesForSeries(limits.maxSeries())),
                ring(config.ingressRingSize(), INPUT_SLOT_HEAP_BYTES, Pipeline.INGRESS_SLOT_BYTES),
                ring(config.egressRingSize(), OUTPUT_SLOT_HEAP_BYTES, Pipeline.EGRESS_SLOT_BYTES),
                new Bytes(Pipeline.LONG_INPUTS_BYTES, Pipeline.LONG_OUTPUTS_BYTES + BatchRing.BYTES, 0));
    }

    /** All together. */
    public Bytes total() {
        return alerts.plus(keys)
                .plus(symbols)
                .plus(series)
                .plus(ingressRing)
                .plus(egressRing)
                .plus(fixed);
    }

    private static Bytes ring(long size, long heapBytes, int slotBytes) {
        return new Bytes(size * heapBytes, size * slotBytes, 0);
    }
}
