package io.tocsin.engine.pipeline;

import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/**
 * Sizes of the two rings, who runs the stages behind the ingress ring, and how they wait.
 *
 * @param ingressRingSize a power of two.
 * @param egressRingSize  a power of two.
 */
public record PipelineConfig(int ingressRingSize, int egressRingSize, Waiting waiting, Threads threads) {
    /** Which stages have a thread of their own. Outputs are the same, byte for byte. */
    public enum Threads {
        /** All stages share one thread: for machines of up to three cores, which it leaves to others. */
        ONE,
        /** Sequencer and engine; egress. */
        TWO,
        /** Sequencer; engine; egress. */
        THREE;

        private static final int CORES_FOR_TWO = 4;
        private static final int CORES_FOR_THREE = 8;

        /** What suits a machine with so many cores. */
        public static Threads forCores(int cores) {
            if (cores < CORES_FOR_TWO) {
                return ONE;
            }
            return cores < CORES_FOR_THREE ? TWO : THREE;
        }
    }

    /** How a thread waits for work. */
    public enum Waiting {
        /** Sleeps until it is woken: no CPU when quiet, some microseconds to wake up. */
        BLOCKING,
        /** Spins, then sleeps for moments: for machines with idle cores. */
        SLEEPING,
        /** Spins and yields: needs a core, gives it away when others want it. */
        YIELDING,
        /** Spins: needs a core of its own. */
        BUSY_SPIN;

        private static final int SPINS = 100;
        private static final int YIELDS = 100;
        private static final long SLEEP_NS = 100;

        /** For one thread. */
        IdleStrategy idle() {
            return switch (this) {
                case BLOCKING -> new SleepUntilWoken();
                case SLEEPING -> new BackoffIdleStrategy(SPINS, YIELDS, SLEEP_NS, SLEEP_NS);
                case YIELDING -> new YieldingIdleStrategy();
                case BUSY_SPIN -> new BusySpinIdleStrategy();
            };
        }
    }
}
