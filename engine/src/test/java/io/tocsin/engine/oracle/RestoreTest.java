package io.tocsin.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.JdkDependent;
import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.TriggerMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Engines restored at random positions of random markets, see {@link Seeds}. */
@JdkDependent
@Soak
class RestoreTest {
    private static final int SEEDS = 40;
    private static final int SOAK_SEEDS = 1_000;
    private static final int MEAN_INPUTS_BETWEEN = 12;
    private static final int INPUTS = 400;
    private static final int HASH_INTERVAL = 100;

    private long positions;

    @Test
    void shouldContinueAsOracle() {
        Seeds.many(SEEDS, SOAK_SEEDS).forEach(this::shouldContinueAsOracle);
        assertThat(positions).isGreaterThan(0);
    }

    private void shouldContinueAsOracle(long seed) {
        String scenario = "-Dtocsin.seed=" + seed;
        SplittableRandom dice = new SplittableRandom(~seed);
        RandomMarket market = new RandomMarket(seed);
        try (Twins twins = new Twins(scenario)) {
            Comparison comparison = new Comparison(scenario, twins, new Coverage());
            long sequence = 0;
            while (market.hasNext()) {
                int inputs = 1 + dice.nextInt(2 * MEAN_INPUTS_BETWEEN);
                comparison.run(market, inputs);
                sequence += inputs;
                twins.restore(sequence);
                positions++;
            }
        }
    }

    /** As small as these that much is rejected, which the oracle knows nothing of. */
    @Test
    void shouldKeepLimits() {
        Seeds.many(SEEDS / 2, SOAK_SEEDS / 2).forEach(this::shouldKeepLimits);
    }

    private void shouldKeepLimits(long seed) {
        SplittableRandom dice = new SplittableRandom(~seed);
        RandomMarket market = new RandomMarket(seed);
        Map<String, Integer> symbolIds = new HashMap<>();
        InputEncoder encoder = new InputEncoder(name -> symbolIds.getOrDefault(name, Integer.MAX_VALUE));
        try (Twins twins = new Twins("-Dtocsin.seed=" + seed)) {
            for (long sequence = 1; market.hasNext(); sequence++) {
                TimedInput next = market.next();
                Input input = next.input() instanceof Input.SetLimits ? anyLimits(dice) : next.input();
                int length = encoder.encode(input);
                for (Output output : twins.onInput(sequence, next.timeNs(), encoder.buffer(), length)) {
                    if (output instanceof Output.SymbolIs is) {
                        symbolIds.put(is.symbol().name(), is.symbol().id());
                    }
                }
                if (dice.nextInt(2 * MEAN_INPUTS_BETWEEN) == 0) {
                    twins.restore(sequence);
                }
            }
        }
    }

    private static Input anyLimits(SplittableRandom dice) {
        SeriesLimits series = new SeriesLimits(5 + dice.nextInt(30), 2 + dice.nextInt(15));
        return new Input.SetLimits(0, 10 + dice.nextInt(60), 2, 3 + dice.nextInt(20), series);
    }

    @Test
    void shouldHashAlikeAfterSameInputs() {
        Seeds.many(SEEDS / 2, SOAK_SEEDS / 2).forEach(seed -> {
            List<Long> hashes = hashes(new RandomMarket(seed, INPUTS));
            assertThat(hashes(new RandomMarket(seed, INPUTS)))
                    .as("-Dtocsin.seed=%d", seed)
                    .isEqualTo(hashes);
            assertThat(Set.copyOf(hashes)).as("-Dtocsin.seed=%d", seed).hasSize(INPUTS / HASH_INTERVAL);
        });
    }

    @Test
    void shouldHashDifferentlyAfterOtherSize() {
        List<Long> hashes = hashes(watchedVolumes(7).iterator());
        assertThat(hashes(watchedVolumes(7).iterator())).isEqualTo(hashes);
        assertThat(hashes(watchedVolumes(8).iterator())).doesNotContainAnyElementsOf(hashes);
    }

    /** Ticks of size 1, but for the second one. */
    private static List<TimedInput> watchedVolumes(long secondSize) {
        Definition.Condition condition = new Definition.Condition(
                "",
                ConditionType.ABOVE,
                Watched.volume(60_000_000_000L),
                8,
                new Definition.Level(1_000_000L, null, null),
                null,
                0);
        Definition definition = new Definition(
                "A",
                condition.type(),
                List.of(condition),
                new Definition.Trigger(TriggerMode.EVERY, 0, null),
                null,
                "",
                "");
        List<TimedInput> inputs = new ArrayList<>();
        inputs.add(new TimedInput(0, new Input.Create(1, "default\nalice", definition)));
        for (int i = 1; i < 2 * HASH_INTERVAL; i++) {
            long size = i == 2 ? secondSize : 1;
            Input.Book none = new Input.Book(null, null);
            inputs.add(new TimedInput(i, new Input.Tick(0, "A", 8, Input.Prices.one(100), size, none, null)));
        }
        inputs.add(new TimedInput(2 * HASH_INTERVAL, new Input.Clock(0)));
        return inputs;
    }

    /** The hash after each {@value #HASH_INTERVAL}th input. */
    private static List<Long> hashes(Iterator<TimedInput> inputs) {
        Map<String, Integer> symbolIds = new HashMap<>();
        InputEncoder encoder = new InputEncoder(symbolIds::get);
        List<Long> hashes = new ArrayList<>();
        try (EngineSubject engine = new EngineSubject()) {
            for (long sequence = 1; inputs.hasNext(); sequence++) {
                TimedInput next = inputs.next();
                int length = encoder.encode(next.input());
                for (Output output : engine.onInput(sequence, next.timeNs(), encoder.buffer(), length)) {
                    if (output instanceof Output.SymbolIs is) {
                        symbolIds.put(is.symbol().name(), is.symbol().id());
                    }
                }
                if (sequence % HASH_INTERVAL == 0) {
                    hashes.add(engine.stateHash());
                }
            }
        }
        return hashes;
    }
}
