package io.tocsin.contract.tick;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.contract.json.ProblemException;
import io.tocsin.contract.value.Decimals;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTicksTest {
    private static final int BODIES = 100_000;
    private static final int MAX_DECIMALS = 12;

    /** A tick with all its numbers in units of 10^-decimals. */
    private record Units(String symbol, long price, Long bid, Long ask, long size, long timeNs) {}

    @Test
    void shouldReadWhatItReadsAsTheReaderOfAllBodiesDoes() throws ProblemException {
        long seed = System.nanoTime();
        RandomTickBodies bodies = new RandomTickBodies(seed);
        int whole = 0;
        for (int i = 0; i < BODIES; i++) {
            byte[] body = bodies.next();
            int decimals = i % (MAX_DECIMALS + 1);
            List<Units> plain = new ArrayList<>();
            if (readPlain(body, bodies.isLines(), decimals, plain)) {
                whole++;
                assertThat(plain)
                        .as("seed %d, body %d: %s", seed, i, new String(body, UTF_8))
                        .isEqualTo(read(body, bodies.isLines(), decimals));
            }
        }
        assertThat(whole).as("bodies read to their end, seed %d", seed).isBetween(BODIES / 4, BODIES * 3 / 4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"ticks\":[]}",
                "{\"ticks\":[{\"symbol\":\"A\",\"price\":1}]}",
                "\r\n{ \"ticks\" : [ { \"price\" : \"5e-05\" , \"symbol\" : \"\u00C4\" } , {\"symbol\":\"A\",\"price\":-1} ] } ",
                "{\"ticks\":[{\"symbol\":\"A\",\"price\":0.5,\"size\":\"0.1\",\"time\":\"2026-01-31T12:00:00.5Z\",\"bid\":1,\"ask\":2}]}"
            })
    void shouldReadToTheEndWhatIsPlain(String body) throws ProblemException {
        List<Units> ticks = new ArrayList<>();
        assertThat(readPlain(body.getBytes(UTF_8), false, 8, ticks)).isTrue();
        assertThat(ticks).isEqualTo(read(body.getBytes(UTF_8), false, 8));
    }

    @Test
    void shouldReadNoMoreThanThereMayBe() {
        String tick = "{\"symbol\":\"A\",\"price\":1}\n";
        assertThat(readPlain(tick.repeat(10_000).getBytes(UTF_8), true, 8, new ArrayList<>()))
                .isTrue();
        assertThat(readPlain(tick.repeat(10_001).getBytes(UTF_8), true, 8, new ArrayList<>()))
                .isFalse();
        PlainTicks few = PlainTicks.ofLines(tick.repeat(3).getBytes(UTF_8), 2);
        assertThat(few.next()).isTrue();
        assertThat(few.next()).isTrue();
        assertThat(few.next()).isFalse();
        assertThat(few.next()).isFalse();
        assertThat(few.isWhole()).isFalse();
    }

    /** True when all of the body was plain, and of symbols that there are. */
    private static boolean readPlain(byte[] body, boolean isLines, int decimals, List<Units> into) {
        PlainTicks ticks =
                isLines ? PlainTicks.ofLines(body, Integer.MAX_VALUE) : PlainTicks.ofObject(body, Integer.MAX_VALUE);
        while (ticks.next()) {
            int start = ticks.symbolStart();
            String symbol = new String(ticks.body(), start, ticks.symbolEnd() - start, UTF_8);
            if (!RandomTickBodies.SYMBOLS.contains(symbol)) {
                return false;
            }
            into.add(new Units(
                    symbol,
                    ticks.price(decimals),
                    ticks.hasBid() ? ticks.bid(decimals) : null,
                    ticks.hasAsk() ? ticks.ask(decimals) : null,
                    ticks.size(),
                    ticks.timeNs()));
        }
        return ticks.isWhole();
    }

    /** What must be good throughout. */
    private static List<Units> read(byte[] body, boolean isLines, int decimals) throws ProblemException {
        TickRequests.Batch batch = isLines
                ? TickRequests.readLines(body, Integer.MAX_VALUE)
                : TickRequests.readObject(body, Integer.MAX_VALUE);
        assertThat(batch.unreadable()).as(new String(body, UTF_8)).isEmpty();
        return batch.ticks().stream()
                .map(tick -> new Units(
                        tick.symbol(),
                        Decimals.toUnits(tick.price(), decimals),
                        units(tick.bid(), decimals),
                        units(tick.ask(), decimals),
                        tick.size(),
                        tick.exchangeTimeNs()))
                .toList();
    }

    private static Long units(BigDecimal value, int decimals) {
        return value == null ? null : Decimals.toUnits(value, decimals);
    }
}
