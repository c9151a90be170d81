package io.tocsin.gateway.node;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import io.tocsin.engine.pipeline.MemoryNeed;
import io.tocsin.gateway.config.NodeConfig;
import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * The memory that there is for a node. What the configuration will need of it is looked at before anything is touched.
 *
 * @param heapBytes     that the heap can grow to.
 * @param directBytes   that direct buffers can take.
 * @param physicalBytes of the machine, or of the control group that the process is in; swap does not count.
 */
record Memory(long heapBytes, long directBytes, long physicalBytes) {
    /** For all that a node is besides: connections, requests, classes that hold them. */
    private static final long HEAP_BESIDES = 64 << 20;
    /** Chunks of a snapshot, queues of ticks, buffers of sockets. */
    private static final long DIRECT_BESIDES = 32 << 20;

    /** A key of the configuration with what its value takes. */
    private record Share(String key, long value, MemoryNeed.Bytes bytes) {}

    /** Of this process. */
    static Memory here() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long heap = Runtime.getRuntime().maxMemory();
        long direct = Long.parseLong(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("MaxDirectMemorySize")
                .getValue());
        return new Memory(heap, direct == 0 ? heap : direct, system.getTotalMemorySize());
    }

    /** @throws StartException when there is too little; it names the key that takes most. */
    void require(NodeConfig.Engine engine) throws StartException {
        MemoryNeed need = MemoryNeed.of(engine.pipeline(), engine.limits());
        MemoryNeed.Bytes total = need.total();
        List<Share> shares = List.of(
                new Share("engine.max-alerts", engine.limits().maxAlerts(), need.alerts()),
                new Share("idempotency.max-keys", engine.limits().maxKeys(), need.keys()),
                new Share("engine.max-symbols", engine.limits().maxSymbols(), need.symbols()),
                new Share("engine.max-series", engine.limits().maxSeries(), need.series()),
                new Share("pipeline.ingress-ring-size", engine.pipeline().ingressRingSize(), need.ingressRing()),
                new Share("pipeline.egress-ring-size", engine.pipeline().egressRingSize(), need.egressRing()));
        if (total.heap() + HEAP_BESIDES > heapBytes) {
            throw tooLittle(shares, MemoryNeed.Bytes::heap, "of heap; -Xmx allows " + text(heapBytes));
        }
        if (total.direct() + DIRECT_BESIDES > directBytes) {
            throw tooLittle(
                    shares,
                    MemoryNeed.Bytes::direct,
                    "of direct memory; -XX:MaxDirectMemorySize, or else -Xmx, allows " + text(directBytes));
        }
        if (total.offHeap() + heapBytes > physicalBytes) {
            throw tooLittle(
                    shares,
                    MemoryNeed.Bytes::offHeap,
                    "of memory beside a heap of up to " + text(heapBytes) + "; this machine has "
                            + text(physicalBytes));
        }
    }

    private static StartException tooLittle(List<Share> shares, ToLongFunction<MemoryNeed.Bytes> kind, String bound) {
        Share most = shares.stream()
                .max(Comparator.comparingLong(share -> kind.applyAsLong(share.bytes())))
                .orElseThrow();
        return new StartException(most.key() + " = " + most.value() + " needs about "
                + text(kind.applyAsLong(most.bytes())) + " " + bound);
    }

    private static String text(long bytes) {
        double gigabytes = bytes / 1e9;
        if (gigabytes < 1) {
            return bytes / 1_000_000 + " MB";
        }
        return String.format(Locale.ROOT, gigabytes < 10 ? "%.1f GB" : "%.0f GB", gigabytes);
    }
}
