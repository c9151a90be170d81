package io.tocsin.gateway.websocket.tick;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.contract.json.Json;
import io.tocsin.engine.projection.Quote;
import io.tocsin.engine.projection.QuoteBoard;
import io.tocsin.gateway.market.AcceptedTick;
import io.tocsin.gateway.market.MarketOutputs;
import io.tocsin.gateway.market.Symbol;
import org.junit.jupiter.api.Test;

class MarketTextTest {
    private static final Symbol SYMBOL = new Symbol(0, "BTC/USD", 2, 0, 0);
    private static final long TIME_NS = 1_385_337_600_250_000_000L;

    private final MarketText text = new MarketText();
    private final Conflation ticks = new Conflation();

    @Test
    void shouldWriteATick() {
        add(AcceptedTick.of(0, 7, TIME_NS, 80_001, 150_000_000));

        text.encode(SYMBOL, ticks);

        assertThat(written())
                .isEqualTo("{\"type\":\"tick\",\"symbol\":\"BTC/USD\",\"price\":\"800.01\",\"size\":\"1.5\","
                        + "\"time\":\"2013-11-25T00:00:00.25Z\",\"sequence\":7}");
    }

    @Test
    void shouldWriteSeveralTicksAsOne() {
        add(AcceptedTick.of(0, 7, TIME_NS - 2, 80_000, 0));
        add(AcceptedTick.of(0, 8, TIME_NS - 1, 79_990, 1));
        add(AcceptedTick.of(0, 12, TIME_NS, 80_100, 1));

        text.encode(SYMBOL, ticks);

        assertThat(written())
                .isEqualTo("{\"type\":\"tick\",\"symbol\":\"BTC/USD\",\"price\":\"801\",\"low\":\"799.9\","
                        + "\"high\":\"801\",\"size\":\"0.00000002\",\"time\":\"2013-11-25T00:00:00.25Z\","
                        + "\"sequence\":12,\"count\":3}");
    }

    @Test
    void shouldWriteTheBidAndTheAskThatCame() {
        add(AcceptedTick.of(0, 7, TIME_NS, 80_000, 1).quoted(79_990, 80_010));

        text.encode(SYMBOL, ticks);

        assertThat(written()).endsWith("\"sequence\":7,\"bid\":\"799.9\",\"ask\":\"800.1\"}");
        ticks.clear();
        add(AcceptedTick.of(0, 8, TIME_NS, 80_000, 1));
        text.encode(SYMBOL, ticks);
        assertThat(written()).endsWith("\"sequence\":8}");
    }

    @Test
    void shouldWriteATickThatStoodForSeveralBefore() {
        add(AcceptedTick.of(0, 7, TIME_NS, 80_000, 1)
                .conflated(79_000, 81_000, 5)
                .quoted(79_990, 80_010));
        add(AcceptedTick.of(0, 8, TIME_NS, 80_100, 1).bidding(80_000));

        text.encode(SYMBOL, ticks);

        assertThat(written())
                .isEqualTo("{\"type\":\"tick\",\"symbol\":\"BTC/USD\",\"price\":\"801\",\"low\":\"790\","
                        + "\"high\":\"810\",\"size\":\"0.00000002\",\"time\":\"2013-11-25T00:00:00.25Z\","
                        + "\"sequence\":8,\"count\":6,\"bid\":\"800\",\"ask\":\"800.1\"}");
    }

    @Test
    void shouldWriteASnapshotWithWhatIsKnown() {
        QuoteBoard board = new QuoteBoard();
        MarketOutputs outputs = new MarketOutputs(board);
        Quote quote = new Quote();
        outputs.symbol(SYMBOL);
        outputs.tick(0, 3, TIME_NS, 80_050, 200_000_000);
        board.read(0, quote);

        text.encode(SYMBOL, quote);

        assertThat(written())
                .isEqualTo("{\"type\":\"snapshot\",\"symbol\":\"BTC/USD\",\"price\":\"800.5\","
                        + "\"time\":\"2013-11-25T00:00:00.25Z\",\"sequence\":3,\"previous\":null,"
                        + "\"previousClose\":null,\"dayOpen\":\"800.5\",\"dayHigh\":\"800.5\",\"dayLow\":\"800.5\","
                        + "\"dayVolume\":\"2\",\"state\":\"live\"}");
        outputs.tick(AcceptedTick.of(0, 4, TIME_NS, 80_050, 0).quoted(80_000, 80_100));
        board.read(0, quote);
        text.encode(SYMBOL, quote);
        assertThat(written()).endsWith("\"dayVolume\":\"2\",\"bid\":\"800\",\"ask\":\"801\",\"state\":\"live\"}");
    }

    @Test
    void shouldWriteNamesOfAnyScript() {
        for (String name : new String[] {"币安人生USDT", "É&'", "\uD842\uDFB7".repeat(16)}) {
            ticks.clear();
            add(AcceptedTick.of(0, 7, TIME_NS, 80_001, 150_000_000));

            text.encode(new Symbol(0, name, 2, 0, 0), ticks);

            assertThat(written()).startsWith("{\"type\":\"tick\",\"symbol\":\"" + name + "\",\"price\":\"800.01\",");
        }
    }

    @Test
    void shouldHaveRoomForTheLongestText() throws Exception {
        Symbol longest = new Symbol(0, "X".repeat(64), 12, 0, 0);
        long most = Long.MAX_VALUE;
        add(AcceptedTick.of(0, most, most, most - 1, most).quoted(most, most));
        add(AcceptedTick.of(0, most, most, most, most));

        text.encode(longest, ticks);

        assertThat(ticks.size()).isEqualTo(most);
        assertThat(Json.decode(written().getBytes(UTF_8)).get("high").textValue())
                .isEqualTo("9223372.036854775807");

        QuoteBoard board = new QuoteBoard();
        MarketOutputs outputs = new MarketOutputs(board);
        Quote quote = new Quote();
        outputs.symbol(longest);
        outputs.tick(AcceptedTick.of(0, most, TIME_NS, most, most).quoted(most, most));
        outputs.tick(AcceptedTick.of(0, most, TIME_NS + 86_400_000_000_000L, most, most));
        outputs.tick(AcceptedTick.of(0, most, TIME_NS + 86_400_000_000_001L, most, most));
        board.read(0, quote);
        text.encode(longest, quote);
        assertThat(text.length()).isGreaterThan(400);
        assertThat(Json.decode(written().getBytes(UTF_8)).get("ask").textValue())
                .isEqualTo("9223372.036854775807");
    }

    private void add(AcceptedTick tick) {
        ticks.add(new TickRecord().set(tick.decoder()));
    }

    private String written() {
        return new String(text.bytes(), 0, text.length(), UTF_8);
    }
}
