package io.tocsin.gateway.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.gateway.market.MarketOutputs;
import io.tocsin.gateway.market.Quote;
import io.tocsin.gateway.market.QuoteBoard;
import io.tocsin.gateway.market.Symbol;
import org.junit.jupiter.api.Test;

class MarketTextTest {
    private static final Symbol SYMBOL = new Symbol(0, "BTC/USD", 2, 0, 0);
    private static final long TIME_NS = 1_385_337_600_250_000_000L;

    private final MarketText text = new MarketText();
    private final Conflation ticks = new Conflation();

    @Test
    void shouldWriteATick() {
        ticks.add(80_001, 150_000_000, TIME_NS, 7);

        text.encode(SYMBOL, ticks);

        assertThat(written())
                .isEqualTo("{\"type\":\"tick\",\"symbol\":\"BTC/USD\",\"price\":\"800.01\",\"size\":\"1.5\","
                        + "\"time\":\"2013-11-25T00:00:00.25Z\",\"sequence\":7}");
    }

    @Test
    void shouldWriteSeveralTicksAsOne() {
        ticks.add(80_000, 0, TIME_NS - 2, 7);
        ticks.add(79_990, 1, TIME_NS - 1, 8);
        ticks.add(80_100, 1, TIME_NS, 12);

        text.encode(SYMBOL, ticks);

        assertThat(written())
                .isEqualTo("{\"type\":\"tick\",\"symbol\":\"BTC/USD\",\"price\":\"801\",\"low\":\"799.9\","
                        + "\"high\":\"801\",\"size\":\"0.00000002\",\"time\":\"2013-11-25T00:00:00.25Z\","
                        + "\"sequence\":12,\"count\":3}");
    }

    @Test
    void shouldWriteASnapshotWithWhatIsKnown() {
        final QuoteBoard board = new QuoteBoard();
        final MarketOutputs outputs = new MarketOutputs(board);
        final Quote quote = new Quote();
        outputs.symbol(SYMBOL);
        outputs.tick(0, 3, TIME_NS, 80_050, 200_000_000);
        board.read(0, quote);

        text.encode(SYMBOL, quote);

        assertThat(written())
                .isEqualTo("{\"type\":\"snapshot\",\"symbol\":\"BTC/USD\",\"price\":\"800.5\","
                        + "\"time\":\"2013-11-25T00:00:00.25Z\",\"sequence\":3,\"previous\":null,"
                        + "\"previousClose\":null,\"dayOpen\":\"800.5\",\"dayHigh\":\"800.5\",\"dayLow\":\"800.5\","
                        + "\"dayVolume\":\"2\"}");
    }

    @Test
    void shouldHaveRoomForTheLongestText() {
        final Symbol longest = new Symbol(0, "X".repeat(32), 12, 0, 0);
        final long most = Long.MAX_VALUE;
        ticks.add(most - 1, most, most, most);
        ticks.add(most, most, most, most);

        text.encode(longest, ticks);

        assertThat(ticks.size()).isEqualTo(most);
        assertThat(Client.parse(written()).get("high").textValue()).isEqualTo("9223372.036854775807");
    }

    private String written() {
        return new String(text.bytes(), 0, text.length(), UTF_8);
    }
}
