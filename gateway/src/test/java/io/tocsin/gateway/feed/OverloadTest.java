package io.tocsin.gateway.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.Messages;
import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.TickAcceptedDecoder;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.port.CommandSink;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.engine.projection.Quote;
import io.tocsin.gateway.command.EngineFixture;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Ticks that are conflated for want of room fire what they would have fired one by one. */
class OverloadTest {
    private static final int SYMBOLS = 5;
    private static final int ALERTS = 4_000;
    private static final int TICKS = 100_000;
    private static final int FIRST_PRICE = 10_000;
    private static final long SEED = Long.getLong("tocsin.seed", 1);

    private record Price(int symbol, long price) {}

    private record Outcome(Set<Long> fired, long ticks, long volume, long conflated, List<Long> quotes) {}

    @Test
    void shouldFireTheSamePriceLevelsAsWithoutConflation() throws Exception {
        List<Price> prices = prices();

        Outcome calm = play(prices, 100);
        Outcome overloaded = play(prices, 20);

        assertThat(calm.conflated()).isZero();
        assertThat(overloaded.conflated()).isGreaterThan(TICKS / 4);
        assertThat(calm.fired()).hasSizeGreaterThan(ALERTS / 10).hasSizeLessThan(ALERTS);
        assertThat(overloaded.fired()).as("-Dtocsin.seed=" + SEED).isEqualTo(calm.fired());
        assertThat(overloaded.ticks()).isEqualTo(TICKS).isEqualTo(calm.ticks());
        assertThat(overloaded.volume()).isEqualTo(calm.volume());
        assertThat(overloaded.quotes()).doesNotContain(Quote.NULL_VALUE).isEqualTo(calm.quotes());
    }

    private static List<Price> prices() {
        SplittableRandom random = new SplittableRandom(SEED);
        long[] last = new long[SYMBOLS];
        List<Price> prices = new ArrayList<>();
        for (int i = 0; i < TICKS; i++) {
            int symbol = random.nextInt(SYMBOLS);
            last[symbol] = Math.max(1 - FIRST_PRICE, last[symbol] + random.nextInt(-20, 21));
            prices.add(new Price(symbol, FIRST_PRICE + last[symbol]));
        }
        return prices;
    }

    /** @param roomPercent how often there is room for a tick. */
    private static Outcome play(List<Price> prices, int roomPercent) throws Exception {
        SplittableRandom random = new SplittableRandom(SEED + 1);
        Set<Long> fired = ConcurrentHashMap.newKeySet();
        AtomicLong ticks = new AtomicLong();
        AtomicLong volume = new AtomicLong();
        List<Long> quotes = new ArrayList<>();
        FeedMeter meter = new FeedMeter(System::currentTimeMillis);
        try (EngineFixture engine =
                new EngineFixture(new Limits(ALERTS, 10, ALERTS, 16, 16, 16, 16), new OutputListener() {
                    @Override
                    public void onFiring(AlertFiredDecoder firing) {
                        fired.add(firing.alertId());
                    }

                    @Override
                    public void onTick(TickAcceptedDecoder tick) {
                        ticks.addAndGet(tick.count());
                        volume.addAndGet(tick.size());
                    }
                })) {
            engine.start();
            EngineAccess access = new EngineAccess(
                    engine.commands,
                    engine.pipeline.commandSink(),
                    engine.symbols,
                    () -> random.nextInt(100) < roomPercent);
            TickPublisher publisher = new TickPublisher(
                    access,
                    new TickPublisher.Run(
                            meter, new Rejects(Clock.systemUTC()), ConcurrentHashMap.newKeySet(), 0, roomPercent < 100),
                    new CountDownLatch(1));
            int[] ids = new int[SYMBOLS];
            for (int i = 0; i < SYMBOLS; i++) {
                ids[i] = publisher.register("S" + i);
            }
            create(engine.pipeline.commandSink());
            for (Price price : prices) {
                long bid = price.price() % 2 == 0 ? price.price() : TickSink.NULL_VALUE;
                publisher.offer(ids[price.symbol()], 8, price.price(), bid, price.price() + 1, 1, TickSink.NULL_VALUE);
            }
            Awaitility.await().until(() -> ticks.get() == TICKS);
            Quote quote = new Quote();
            for (int id : ids) {
                engine.quotes.read(id, quote);
                quotes.addAll(List.of(quote.bid(), quote.ask()));
            }
        }
        return new Outcome(fired, ticks.get(), volume.get(), meter.conflated(), quotes);
    }

    private static void create(CommandSink sink) {
        SplittableRandom random = new SplittableRandom(SEED + 2);
        Messages messages = new Messages();
        for (int i = 0; i < ALERTS; i++) {
            ConditionType type = random.nextBoolean() ? ConditionType.CROSSES_UP : ConditionType.BELOW;
            long distance = random.nextInt(10_000);
            long level = FIRST_PRICE + (type == ConditionType.CROSSES_UP ? distance : -distance);
            byte[] symbol = ("S" + random.nextInt(SYMBOLS)).getBytes(UTF_8);
            int length = messages.create(type, TriggerMode.ONCE, symbol, Math.max(1, level));
            while (sink.offer(messages.buffer, 0, length) != CommandSink.Offer.ACCEPTED) {
                Thread.onSpinWait();
            }
        }
    }
}
