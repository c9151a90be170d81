package io.tocsin.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Contenders side by side: each is measured in turn, A, B, …, and then once more backwards, …, B, A. So what drifts
 * while the round lasts, such as the clock of the processor or the load by others, weighs on all of them alike, and the
 * ratio of two figures of a round means more than either.
 */
final class Round {
    private static final long SLICE_NS = 100_000_000;

    private final Blackhole blackhole;
    private final List<Contender> contenders = new ArrayList<>();

    Round(Blackhole blackhole) {
        this.blackhole = blackhole;
    }

    /** Adds one that measures itself: nanoseconds per operation, unless the figure's name says otherwise. */
    Round add(String figure, DoubleSupplier measurement) {
        contenders.add(new Contender(figure, measurement));
        return this;
    }

    /**
     * Adds one that repeats a piece of work for a tenth of a second; its figure is the time of one operation.
     *
     * @param operations how many the work consists of, enough to take some microseconds.
     * @param work       returns something that depends on all operations, so that none can be left out.
     */
    Round add(String figure, int operations, LongSupplier work) {
        return add(figure, operations, () -> {}, work);
    }

    /** As {@link #add(String, int, LongSupplier)}, with something to be done before each time that does not count. */
    Round add(String figure, int operations, Runnable preparation, LongSupplier work) {
        return add(figure, () -> repeat(operations, preparation, work));
    }

    /** Measures all and records the figure of each: the mean of its two measurements. */
    void run() {
        double[] figures = new double[contenders.size()];
        for (int i = 0; i < figures.length; i++) {
            figures[i] = contenders.get(i).measurement.getAsDouble();
        }
        for (int i = figures.length - 1; i >= 0; i--) {
            figures[i] = (figures[i] + contenders.get(i).measurement.getAsDouble()) / 2;
            Recorder.put(contenders.get(i).figure, figures[i]);
        }
    }

    private double repeat(int operations, Runnable preparation, LongSupplier work) {
        long done = 0;
        long elapsedNs = 0;
        do {
            preparation.run();
            long startNs = System.nanoTime();
            blackhole.consume(work.getAsLong());
            elapsedNs += System.nanoTime() - startNs;
            done += operations;
        } while (elapsedNs < SLICE_NS);
        return (double) elapsedNs / done;
    }

    private record Contender(String figure, DoubleSupplier measurement) {}
}
