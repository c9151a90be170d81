package io.tocsin.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.contract.value.Decimals;
import io.tocsin.contract.value.Times;
import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TickCsvTest {
    private static final Map<String, Integer> WATCHED = Map.of("BTCUSD", 7);

    @TempDir
    Path directory;

    @Test
    void shouldReadTicks() throws IOException {
        String text = """
                Symbol, Time ,PRICE,size
                BTCUSD,2013-11-25T00:00:00Z,800.5,0.25

                ETHUSD,1385337600000000000,1e1
                 BTCUSD ,	2013-11-25T01:00:00.000000001+01:00, 800.123456785 ,
                BTCUSD,2013-11-25T00:00:00.5Z,-1""";
        assertThat(read("\ufeff" + text.replace("\n", "\r\n")))
                .containsExactly(
                        "1 7 1385337600000000000 80050000000 25000000",
                        "2 -1 1385337600000000000 1000000000 0",
                        "3 7 1385337600000000001 80012345678 0",
                        "4 7 1385337600500000000 -100000000 0");
    }

    @Test
    void shouldReadAFileWithoutANameLine() throws IOException {
        assertThat(read("symbol,1,2\n")).containsExactly("1 -1 1 200000000 0");
        assertThat(read("")).isEmpty();
    }

    @Test
    void shouldNameFileLineAndColumn() {
        assertBad("BTCUSD,1,2\nBTCUSD,1,x", "line 2, column 3 (price): 'x' is no decimal number");
        assertBad("BTCUSD,1,0x10", "line 1, column 3 (price)");
        assertBad("BTCUSD,1,01", "line 1, column 3 (price): '01'");
        assertBad("BTCUSD,1,.5", "line 1, column 3 (price): '.5'");
        assertBad("BTCUSD,1,5.", "line 1, column 3 (price): '5.'");
        assertBad("BTCUSD,yesterday,1", "line 1, column 2 (time): 'yesterday' is neither an RFC 3339 time nor");
        for (String time : List.of(
                "9223372036854775808",
                "9223372036854775807",
                "9214646400000000000",
                "-9223372036854775808",
                "-9214560000000000001",
                "2262-01-01T00:00:00Z",
                "1677-12-31T23:59:59Z")) {
            assertBad("BTCUSD," + time + ",1", "line 1, column 2 (time): '" + time + "' is neither");
        }
        assertBad("BTCUSD,2013-11-25T00:00:60Z,1", "line 1, column 2 (time)");
        assertBad("BTCUSD,2,1\nBTCUSD,1,1", "line 2, column 2 (time): '1' is earlier than on the line before");
        assertBad("BTC USD,1,1", "line 1, column 1 (symbol): 'BTC USD' must be 1 to 64 bytes of UTF-8");
        assertBad(",1,1", "line 1, column 1 (symbol): ''");
        assertBad("BTCUSD,1", "line 1, column 3 (price): is missing; a line is symbol,time,price[,size]");
        assertBad("BTCUSD,1,1,1,1", "line 1, column 5: is one too many; a line is symbol,time,price[,size]");
        assertBad("BTCUSD,1,1,-1", "line 1, column 4 (size): '-1' must be from 0 to 46116860184.27387904");
        assertBad("x".repeat(200_000), "line 1, column 2 (time): is missing");
        assertBad("symbol,time\nBTCUSD,1,1", "line 1, column 3 (price): is missing");
    }

    /** Whatever a field is like, it means what the API takes it for. */
    @Soak
    @Test
    void shouldReadFieldsAsTheApiDoes() {
        long seed = Seeds.one();
        SplittableRandom random = new SplittableRandom(seed);
        FieldParser parser = new FieldParser();
        for (int i = 0; i < 200_000; i++) {
            String decimal = decimal(random);
            byte[] bytes = ("," + decimal + ",").getBytes(StandardCharsets.UTF_8);
            int decimals = random.nextInt(13);
            assertThat(parser.units(bytes, 1, bytes.length - 1, decimals).orElse(Long.MIN_VALUE))
                    .as("%s, -Dtocsin.seed=%d", decimal, seed)
                    .isEqualTo(Decimals.parse(decimal)
                            .map(value -> Math.max(Decimals.toUnits(value, decimals), -Long.MAX_VALUE))
                            .orElse(Long.MIN_VALUE));
            String time = time(random);
            bytes = ("," + time + ",").getBytes(StandardCharsets.UTF_8);
            assertThat(parser.timeNs(bytes, 1, bytes.length - 1))
                    .as("%s, -Dtocsin.seed=%d", time, seed)
                    .isEqualTo(Times.parse(time));
        }
    }

    private static String decimal(SplittableRandom random) {
        String text = BigDecimal.valueOf(random.nextLong() >>> random.nextInt(64), random.nextInt(16))
                .toPlainString();
        return switch (random.nextInt(10)) {
            case 0 -> "-" + text;
            case 1 -> text + "e" + random.nextInt(-3, 4);
            case 2 -> "0" + text;
            case 3 -> text + ".";
            default -> text;
        };
    }

    private static String time(SplittableRandom random) {
        long timeNs = 1_385_337_600_000_000_000L + random.nextLong(100_000_000_000L);
        String text = Times.format(random.nextInt(4) == 0 ? timeNs / 1_000_000_000 * 1_000_000_000 : timeNs);
        return switch (random.nextInt(10)) {
            case 0 -> text.replace("Z", "+00:00");
            case 1 -> text.replace("Z", "+01:30");
            case 2 -> text.replace(":", ";");
            case 3 -> text.replace("Z", "1234Z");
            case 4 -> text.substring(0, 17) + random.nextInt(58, 70) + "Z";
            default -> text;
        };
    }

    private void assertBad(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(TickCsv.BadLineException.class)
                .hasMessageStartingWith(directory.resolve("ticks.csv") + ", ")
                .hasMessageContaining(message)
                .message()
                .hasLineCount(1);
    }

    private List<String> read(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("ticks.csv"), text);
        List<String> ticks = new ArrayList<>();
        try (TickCsv csv = new TickCsv(file, WATCHED)) {
            while (csv.next()) {
                ticks.add(csv.tickNumber() + " " + csv.symbolId() + " " + csv.timeNs() + " " + csv.price() + " "
                        + csv.size());
            }
        }
        return ticks;
    }
}
