package io.tocsin.gateway.feed.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.engine.JdkDependent;
import io.tocsin.gateway.feed.TestSink;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

@JdkDependent
class SimulatorFeedTest {
    private static final int TICKS = 200_000;
    private static final double SECOND_NS = 1e9;

    @Test
    void shouldOfferTheSameTicksBySeed() {
        assertThat(play(7)).isEqualTo(play(7)).hasSize(1_000);
        assertThat(play(7)).isNotEqualTo(play(8));
    }

    /** What it makes may not change between versions, machines and JDKs: recorded loads would be others. */
    @Test
    void shouldMakeTheTicksThatItAlwaysMade() {
        long hash = 0;
        SimulatedMarket market = new SimulatedMarket(config(1, 5, 1_000));
        for (int i = 0; i < 10_000; i++) {
            market.next();
            hash = 31 * hash + market.symbol();
            hash = 31 * hash + market.price();
            hash = 31 * hash + market.size();
            hash = 31 * hash + market.timeNs();
        }
        assertThat(hash).isEqualTo(-7677810088010663946L);
    }

    @Test
    void shouldNameItsSymbolsAndReachThemAll() {
        TestSink sink = new TestSink(1_000);
        assertThatThrownBy(() -> config(1, 3, 0).feed().run(sink)).isInstanceOf(InterruptedException.class);
        Set<String> seen = new HashSet<>();
        sink.ticks.forEach(tick -> seen.add(tick.symbol()));
        assertThat(seen).containsExactlyInAnyOrder("SIM1", "SIM2", "SIM3");
        assertThat(sink.ticks).allMatch(tick -> tick.price() > 0 && tick.size() > 0);
    }

    @Test
    void shouldKeepItsRateInCalm() {
        SimulatedMarket market = new SimulatedMarket(new SimulatorConfig("s", 1, 10, "SIM", 1_000, false, false));
        for (int i = 0; i < TICKS; i++) {
            market.next();
        }
        assertThat(market.timeNs() / SECOND_NS).isBetween(0.98 * TICKS / 1_000, 1.02 * TICKS / 1_000);
    }

    /** Of a normal distribution, one tick in fifteen thousand would be beyond four deviations. */
    @Test
    void shouldHaveFatTails() {
        SimulatedMarket market = new SimulatedMarket(new SimulatorConfig("s", 1, 1, "SIM", 1_000, false, false));
        double[] returns = new double[TICKS];
        market.next();
        for (int i = 0; i < TICKS; i++) {
            double before = market.price();
            market.next();
            returns[i] = Math.log(market.price() / before);
        }
        double deviation =
                Math.sqrt(Arrays.stream(returns).map(r -> r * r).average().orElseThrow());
        long far =
                Arrays.stream(returns).filter(r -> Math.abs(r) > 4 * deviation).count();
        assertThat(far).isGreaterThan(5 * TICKS / 15_000);
    }

    @Test
    void shouldHaveBurstsAndHalts() {
        SimulatedMarket market = new SimulatedMarket(config(1, 2, 1_000));
        long[] lastNs = new long[2];
        long longestNs = 0;
        int inBursts = 0;
        for (int i = 0; i < TICKS; i++) {
            market.next();
            longestNs = Math.max(longestNs, market.timeNs() - lastNs[market.symbol()]);
            lastNs[market.symbol()] = market.timeNs();
            inBursts += market.isBurst() ? 1 : 0;
        }
        assertThat(longestNs / SECOND_NS).isGreaterThan(5);
        assertThat(inBursts).isBetween(TICKS / 10, TICKS * 9 / 10);
    }

    private static List<TestSink.Tick> play(long seed) {
        TestSink sink = new TestSink(1_000);
        SimulatorConfig config = config(seed, 5, 0);
        assertThatThrownBy(() -> new SimulatorFeed(config, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)).run(sink))
                .isInstanceOf(InterruptedException.class);
        return sink.ticks;
    }

    private static SimulatorConfig config(long seed, int symbols, int ticksPerSecond) {
        return new SimulatorConfig("s", seed, symbols, "SIM", ticksPerSecond, true, true);
    }
}
