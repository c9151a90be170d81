package io.tocsin.engine.series;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.index.BlockPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.agrona.UnsafeApi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random ticks of a few symbols, of which averages come and go at any time, beside an {@link AverageModel} of each. */
@Soak
class AveragesModelTest {
    private static final int NEXT_SERIES = 240;
    private static final List<ValueKind> KINDS = List.of(ValueKind.SMA, ValueKind.EMA, ValueKind.RSI, ValueKind.VWAP);
    private static final List<Bar> BARS = List.of(Bar.PT1M, Bar.PT5M, Bar.PT15M, Bar.PT1H, Bar.P1D);
    private static final long MINUTE_NS = Duration.ofMinutes(1).toNanos();
    private static final long[] LENGTHS_NS = {MINUTE_NS, 5 * MINUTE_NS, 15 * MINUTE_NS, 60 * MINUTE_NS, 1440 * MINUTE_NS
    };
    private static final long DAY_NS = LENGTHS_NS[4];
    private static final long MOST = 1L << 62;
    private static final int AVERAGES = 16;
    private static final int STEPS_OF_A_REGIME = 50;

    /** In the order of their ends: end, symbol, bar. */
    private record Open(long endNs, int symbolId, int bar) {}

    private final BarMarket market = new BarMarket(this::onBarEnd);
    private final List<AverageModel> models = new ArrayList<>();
    private final Map<List<Integer>, Open> open = new TreeMap<>(
            Comparator.<List<Integer>>comparingInt(key -> key.get(0)).thenComparing(key -> key.get(1)));
    private final long[] prices = new long[BarMarket.SYMBOLS];
    private final long[] dayRolls = new long[BarMarket.SYMBOLS];
    private final Set<ValueKind> seen = EnumSet.noneOf(ValueKind.class);
    private Random random;
    private long nowNs;
    private int regime;
    private int absences;
    private String description;

    @AfterEach
    void closeMarket() {
        market.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.SOME)
    void shouldAgreeWithModelAtEveryStep(long seed) {
        random = new Random(seed);
        nowNs = random.nextInt(4) == 0 ? 0 : 1_700_000_000_000_000_000L + random.nextLong(DAY_NS);
        long[] others = addOthers();
        for (int step = 1; step <= 2_500; step++) {
            description = "seed " + seed + " step " + step;
            regime = step % STEPS_OF_A_REGIME == 0 ? random.nextInt(6) : regime;
            change();
            check();
        }
        assertThat(seen).as(description).containsAll(KINDS);
        assertThat(absences).as(description).isPositive();
        assertThat(others()).as(description).isEqualTo(others);
        List.copyOf(models).forEach(this::detach);
        check();
        assertThat(market.averages.ringBytesInUse()).isZero();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.SOME)
    void shouldAgreeWithModelOverManyBars(long seed) {
        random = new Random(seed);
        description = "seed " + seed;
        for (ValueKind kind : KINDS) {
            attach(0, kind, Bar.PT1M, 500);
        }
        regime = random.nextInt(6);
        for (int step = 1; step <= 1_200; step++) {
            description = "seed " + seed + " step " + step;
            nowNs += MINUTE_NS / 2 + random.nextLong(MINUTE_NS);
            tick(0);
            check();
        }
        assertThat(models.get(0).eventCount()).isGreaterThan(250);
        assertThat(seen).contains(ValueKind.SMA, ValueKind.EMA, ValueKind.RSI);
    }

    private void change() {
        int choice = random.nextInt(1_000);
        nowNs = later();
        market.advance(nowNs);
        if (choice < 60) {
            attach();
        } else if (choice < 70 && !models.isEmpty()) {
            detach(models.get(random.nextInt(models.size())));
        } else if (choice < 100) {
            int symbolId = random.nextInt(BarMarket.SYMBOLS);
            dayRolls[symbolId] = random.nextLong(2 * DAY_NS - 1) - DAY_NS + 1;
            market.dayRoll(symbolId, dayRolls[symbolId]);
        } else {
            tick(random.nextInt(BarMarket.SYMBOLS));
        }
    }

    private void attach() {
        int symbolId = random.nextInt(BarMarket.SYMBOLS);
        ValueKind kind = KINDS.get(random.nextInt(KINDS.size()));
        Bar bar = BARS.get(random.nextInt(BARS.size()));
        int period = random.nextInt(20) == 0 ? 2 + random.nextInt(499) : 2 + random.nextInt(14);
        boolean there = market.series.find(symbolId, SeriesKey.of(kind, bar, period)) != SeriesTable.NULL_SERIES;
        if (!there && models.size() < AVERAGES) {
            attach(symbolId, kind, bar, period);
        }
    }

    private void attach(int symbolId, ValueKind kind, Bar bar, int period) {
        models.add(new AverageModel(market.attach(symbolId, kind, bar, period), symbolId, kind, bar, period));
    }

    private void detach(AverageModel model) {
        market.detach(model.id);
        models.remove(model);
        if (models.stream().noneMatch(other -> other.symbolId == model.symbolId && other.bar == model.bar)) {
            open.remove(List.of(model.symbolId, (int) model.bar.value()));
        }
    }

    private void tick(int symbolId) {
        long price = price(symbolId);
        long size = size();
        market.tick(symbolId, price, size, nowNs);
        prices[symbolId] = price;
        for (AverageModel model : models) {
            if (model.symbolId == symbolId) {
                int bar = model.bar.value();
                open.computeIfAbsent(List.of(symbolId, bar), key -> new Open(end(symbolId, model.bar), symbolId, bar));
                model.onTick(price, size);
            }
        }
    }

    private long end(int symbolId, Bar bar) {
        long lengthNs = LENGTHS_NS[BARS.indexOf(bar)];
        long shiftNs = bar == Bar.P1D ? dayRolls[symbolId] : 0;
        return nowNs - Math.floorMod(nowNs - shiftNs, lengthNs) + lengthNs;
    }

    private void onBarEnd(int symbolId, int bar, long endNs, long step) {
        assertThat(new Open(endNs, symbolId, bar)).as(description).isEqualTo(next());
        open.remove(List.of(symbolId, bar));
        for (AverageModel model : models) {
            if (model.symbolId == symbolId && model.bar.value() == bar) {
                boolean existed = !model.isAbsentAgain();
                model.onBarEnd(prices[symbolId], endNs, step);
                absences += existed && model.isAbsentAgain() ? 1 : 0;
            }
        }
        check();
    }

    private Open next() {
        return open.values().stream()
                .min(Comparator.comparingLong(Open::endNs)
                        .thenComparingInt(Open::symbolId)
                        .thenComparingInt(Open::bar))
                .orElse(null);
    }

    private void check() {
        for (AverageModel model : models) {
            long line = market.series.line(model.id);
            List<Long> actual = List.of(
                    SeriesLine.last(line),
                    SeriesLine.previous(line),
                    SeriesLine.timeNs(line),
                    SeriesLine.eventStep(line));
            assertThat(actual)
                    .as("%s: %s", description, model)
                    .isEqualTo(List.of(model.last(), model.previous(), model.timeNs, model.step));
            if (model.eventCount() > 0) {
                seen.add(model.kind);
            }
        }
        Open next = next();
        assertThat(market.timers.nextNs()).as(description).isEqualTo(next == null ? Long.MAX_VALUE : next.endNs);
        int lengths = 0;
        for (int symbolId = 0; symbolId < BarMarket.SYMBOLS; symbolId++) {
            lengths += checkBars(symbolId);
        }
        assertThat(market.bars.blocksInUse()).as(description).isEqualTo(lengths);
    }

    /** Returns how many lengths of bars the symbol has; they are in a list, shortest first. */
    private int checkBars(int symbolId) {
        List<Integer> actual = new ArrayList<>();
        int bars = SeriesLine.firstBars(market.series.line(symbolId));
        while (bars != BlockPool.NULL_HANDLE) {
            actual.add(UnsafeApi.getInt(market.bars.address(bars) + Bars.BAR));
            bars = UnsafeApi.getInt(market.bars.address(bars) + Bars.NEXT);
        }
        assertThat(actual)
                .as(description)
                .isEqualTo(models.stream()
                        .filter(model -> model.symbolId == symbolId)
                        .map(model -> (int) model.bar.value())
                        .distinct()
                        .sorted()
                        .toList());
        return actual.size();
    }

    private long later() {
        return switch (random.nextInt(10)) {
            case 0, 1 -> nowNs;
            case 2 -> nowNs + random.nextInt(1_000);
            case 3 -> market.hasTimer() ? market.timers.nextNs() : nowNs;
            case 4 -> market.hasTimer() ? Math.max(nowNs, market.timers.nextNs() - 1) : nowNs;
            case 5, 6 -> nowNs + random.nextLong(MINUTE_NS);
            case 7 -> nowNs + random.nextLong(20 * MINUTE_NS);
            case 8 -> nowNs + random.nextLong(DAY_NS / 4);
            default -> nowNs + random.nextLong(2 * DAY_NS);
        };
    }

    private long price(int symbolId) {
        return switch (regime) {
            case 0 -> random.nextBoolean() ? 1 : MOST;
            case 1 -> 1 + random.nextInt(3);
            case 2 -> MOST - random.nextInt(3);
            case 3 -> 1 + random.nextLong(MOST);
            case 4 -> Math.max(1, prices[symbolId]);
            default -> 1_000_000 + random.nextInt(1_000);
        };
    }

    /** Bars at the edges of what a vwap holds, and far from them. */
    private long size() {
        return switch (random.nextInt(regime == 5 ? 4 : 6)) {
            case 0, 1 -> regime == 1 ? random.nextInt(2) : 0;
            case 2 -> random.nextInt(1_000);
            case 3 -> 1L << random.nextInt(56);
            case 4 -> random.nextLong(MOST + 1);
            default -> MOST - random.nextInt(2);
        };
    }

    /** Series of other kinds in the lists, which must stay as they are. */
    private long[] addOthers() {
        for (int symbolId = 0; symbolId < BarMarket.SYMBOLS; symbolId++) {
            market.series.add(symbolId, SeriesKey.of(ValueKind.MID, Bar.NULL_VAL, 0));
            market.series.add(symbolId, SeriesKey.of(ValueKind.VOLUME, Bar.NULL_VAL, 0));
            long sma = SeriesKey.of(ValueKind.SMA, Bar.PT1M, 3) >>> 16 & 0xFFFF;
            long ema = SeriesKey.of(ValueKind.EMA, Bar.PT5M, 2) >>> 16 & 0xFFFF;
            market.series.add(symbolId, 15L << 59 | sma << 16 | ema);
        }
        return others();
    }

    /** But for where the symbol's next series is, which is another once one more is attached. */
    private long[] others() {
        long[] words = new long[BarMarket.SYMBOLS * 3 * SeriesLine.LENGTH / Long.BYTES];
        int count = 0;
        for (int id = BarMarket.SYMBOLS; id < BarMarket.SYMBOLS * 4; id++) {
            for (int offset = 128; offset < SeriesLine.LENGTH; offset += Long.BYTES) {
                if (offset == NEXT_SERIES) {
                    continue;
                }
                words[count++] = UnsafeApi.getLong(market.series.line(id) + offset);
            }
        }
        return Arrays.copyOf(words, count);
    }
}
