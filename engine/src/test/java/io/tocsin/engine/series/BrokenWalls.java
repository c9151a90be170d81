package io.tocsin.engine.series;

import java.util.HashMap;

/** What no class of the state machine may do, once each: the rules must find it. */
public final class BrokenWalls {
    private BrokenWalls() {}

    /** Its order differs from host to host. */
    public record UsesWhatIsNotListed(HashMap<String, String> map) {}

    /** So may its hash. */
    public record CallsWhatVaries(Object object) {
        int hash() {
            return object.hashCode();
        }
    }

    /** Rounded as the host likes. */
    public record HoldsFloatingPoint(double price) {}

    /** As a return value alone. */
    public static final class ReturnsFloatingPoint {
        private ReturnsFloatingPoint() {}

        static float half() {
            return 0.5f;
        }
    }

    /** As a parameter alone. */
    public static final class TakesFloatingPoint {
        private TakesFloatingPoint() {}

        static long round(double[] prices) {
            return prices.length;
        }
    }
}
