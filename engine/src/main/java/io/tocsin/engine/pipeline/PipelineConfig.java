package io.tocsin.engine.pipeline;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.SleepingWaitStrategy;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;

/**
 * Sizes and ways of waiting of the two rings.
 *
 * @param ingressRingSize a power of two; also the most inputs one request can bring.
 * @param egressRingSize  a power of two.
 */
public record PipelineConfig(int ingressRingSize, int egressRingSize, Waiting waiting) {
    /** How a ring's consumer waits for work. */
    public enum Waiting {
        /** Sleeps on a lock: no CPU when quiet, some microseconds to wake up. */
        BLOCKING,
        /** Spins, then sleeps for moments: for machines with idle cores. */
        SLEEPING,
        /** Spins and yields: needs a core, gives it away when others want it. */
        YIELDING,
        /** Spins: needs a core of its own. */
        BUSY_SPIN;

        WaitStrategy strategy() {
            return switch (this) {
                case BLOCKING -> new BlockingWaitStrategy();
                case SLEEPING -> new SleepingWaitStrategy();
                case YIELDING -> new YieldingWaitStrategy();
                case BUSY_SPIN -> new BusySpinWaitStrategy();
            };
        }
    }
}
