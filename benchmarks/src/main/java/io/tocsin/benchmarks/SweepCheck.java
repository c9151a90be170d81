package io.tocsin.benchmarks;

import java.util.Arrays;

/**
 * What a benchmark's quiet ticks must not and its sweep must have fired, by brute force. No alert may have fired
 * before; then the prices of {@link Population#SWEEP} go to some of the symbols, and each alert must fire at the price
 * at which brute force says so, or not at all. An engine that is quick because it forgot its alerts fails the run.
 */
final class SweepCheck {
    /** Prices that leave the band on both sides, some of them among the alerts' levels, some beyond. */
    private static final long[] SWEEP = {
        Population.BASE + 3 * Population.BAND / 2,
        Population.BASE + 7 * Population.BAND / 4,
        Population.BASE + 3 * Population.BAND,
        Population.BASE - 3 * Population.BAND / 2,
        Population.BASE - 7 * Population.BAND / 4,
        Population.BASE - 3 * Population.BAND,
        Population.BASE
    };

    /** The step of a {@link FiringLog} at which silences end; the prices of the sweep are steps from 1 on. */
    static final int SILENCE_STEP = SWEEP.length + 1;

    private static final int NONE = -1;

    private final Population population;
    private final int alerts;
    private final int symbols;
    private final int symbolStep;
    private final TickRing ring;
    private final int[] lastTick;
    private final int[] tickBefore = new int[TickRing.LENGTH];
    private final Rule rule = new Rule();
    private final BruteForce bruteForce = new BruteForce(rule);

    /**
     * @param symbolStep one in so many symbols is swept.
     * @param ticks      how many of the ring's ticks came before.
     */
    SweepCheck(Population population, int alerts, int symbols, int symbolStep, TickRing ring, long ticks) {
        this.population = population;
        this.alerts = alerts;
        this.symbols = symbols;
        this.symbolStep = symbolStep;
        this.ring = ring;
        lastTick = new int[symbols];
        Arrays.fill(lastTick, NONE);
        for (int i = 0; i < Math.min(ticks, TickRing.LENGTH); i++) {
            tickBefore[i] = lastTick[ring.symbolId(i)];
            lastTick[ring.symbolId(i)] = i;
        }
    }

    /** Applies prices; {@code step} labels what they fire. */
    @FunctionalInterface
    interface Ticks {
        /** One price of one symbol. */
        void onTick(int step, int symbolId, long price);
    }

    /** Sends the sweep. */
    void sweep(Ticks ticks) {
        for (int symbolId = 0; symbolId < symbols; symbolId += symbolStep) {
            for (int i = 0; i < SWEEP.length; i++) {
                ticks.onTick(i + 1, symbolId, SWEEP[i]);
            }
        }
    }

    /** Compares all that fired, before, in and after the sweep; alert ids must count up from {@code firstAlertId}. */
    void verify(FiringLog log, long firstAlertId) {
        byte[] firedAt = log.stepsByAlert(firstAlertId, alerts);
        for (int number = 0; number < alerts; number++) {
            population.describe(number, rule);
            int expected = expectedStep();
            if (firedAt[number] != expected) {
                throw new IllegalStateException(
                        "alert " + number + " fired at step " + firedAt[number] + ", wanted " + expected + ": " + rule);
            }
        }
    }

    private int expectedStep() {
        bruteForce.arm(Population.BASE);
        for (int i = lastTick[rule.symbolId]; i != NONE; i = tickBefore[i]) {
            if (bruteForce.onPrice(ring.price(i))) {
                throw new IllegalStateException("a benchmark's quiet tick is none: " + rule);
            }
        }
        bruteForce.forgetWindow();
        if (rule.symbolId % symbolStep == 0) {
            for (int i = 0; i < SWEEP.length; i++) {
                if (bruteForce.onPrice(SWEEP[i])) {
                    return i + 1;
                }
            }
        }
        return switch (rule.type) {
            case SILENT -> SILENCE_STEP;
            default -> 0;
        };
    }
}
