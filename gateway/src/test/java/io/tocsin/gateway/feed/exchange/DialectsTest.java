package io.tocsin.gateway.feed.exchange;

import static io.tocsin.gateway.feed.exchange.ScriptedServer.sending;
import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.gateway.feed.FeedDisabledException;
import io.tocsin.gateway.feed.TestSink;
import io.tocsin.gateway.feed.TickSink;
import io.tocsin.gateway.feed.exchange.ScriptedArchive.Answer;
import org.junit.jupiter.api.Test;

/** What Coinbase and Kraken say, and how their archives are asked. */
class DialectsTest {
    private static final long NULL = TickSink.NULL_VALUE;

    @Test
    void shouldUnderstandCoinbase() throws Exception {
        try (ExchangeFixture fixture = new ExchangeFixture(
                sending(
                        "{\"type\":\"subscriptions\",\"channels\":[]}",
                        ticker("9.5", "10.5"),
                        match("last_match", 10, "10.00"),
                        "{\"type\":\"heartbeat\",\"sequence\":90,\"last_trade_id\":10,\"product_id\":\"A-USD\","
                                + "\"time\":\"2024-01-01T00:00:00.5Z\"}",
                        match("match", 11, "10.01"),
                        ticker("9.5", "10.25")),
                sending(match("last_match", 11, "10.01"), match("match", 12, "10.02")),
                sending(match("last_match", 15, "10.05")))) {
            fixture.archive.answer(request -> Answer.ok("[" + archived(14) + "," + archived(13) + "]"));
            ExchangeFeed feed = fixture.feed(Exchange.COINBASE, "A-USD");
            for (int i = 0; i < 3; i++) {
                fixture.run(feed);
            }

            long timeNs = 1_704_067_200_123_456_000L;
            assertThat(fixture.sink.ticks)
                    .containsExactly(
                            new TestSink.Tick("A-USD", 1, 100, 95, 105, 12_345_678, timeNs),
                            new TestSink.Tick("A-USD", 2, 1001, 950, 1050, 12_345_678, timeNs),
                            new TestSink.Tick("A-USD", 2, 1001, 950, 1025, 0, timeNs),
                            new TestSink.Tick("A-USD", 2, 1002, NULL, NULL, 12_345_678, timeNs),
                            new TestSink.Tick("A-USD", 2, 1013, NULL, NULL, 100_000_000, timeNs),
                            new TestSink.Tick("A-USD", 2, 1014, NULL, NULL, 100_000_000, timeNs),
                            new TestSink.Tick("A-USD", 2, 1005, NULL, NULL, 12_345_678, timeNs));
            assertThat(fixture.sink.gaps).containsExactly("A-USD open 13-14", "A-USD filled 13-14");
            assertThat(fixture.archive.requests).containsExactly("/products/A-USD/trades?limit=1000&after=15");
            assertThat(fixture.sink.rejects).isEmpty();
        }
    }

    private static String match(String type, long id, String price) {
        return "{\"type\":\"" + type + "\",\"trade_id\":" + id + ",\"maker_order_id\":\"ac928c66\",\"taker_order_id\":"
                + "\"132fb6ae\",\"side\":\"sell\",\"size\":\"0.12345678\",\"price\":\"" + price
                + "\",\"product_id\":\"A-USD\",\"sequence\":50,\"time\":\"2024-01-01T00:00:00.123456Z\"}";
    }

    private static String ticker(String bid, String ask) {
        return "{\"type\":\"ticker\",\"sequence\":1,\"product_id\":\"A-USD\",\"price\":\"10\",\"best_bid\":\"" + bid
                + "\",\"best_ask\":\"" + ask + "\",\"side\":\"buy\",\"time\":\"2024-01-01T00:00:00.123456Z\","
                + "\"trade_id\":11,\"last_size\":\"1\"}";
    }

    private static String archived(long id) {
        return "{\"time\":\"2024-01-01T00:00:00.123456Z\",\"trade_id\":" + id + ",\"price\":\"10." + id
                + "000000\",\"size\":\"1.00000000\",\"side\":\"buy\"}";
    }

    @Test
    void shouldUnderstandKraken() throws Exception {
        try (ExchangeFixture fixture = new ExchangeFixture(
                sending(
                        "{\"channel\":\"status\",\"type\":\"update\",\"data\":[{\"system\":\"online\"}]}",
                        "{\"method\":\"subscribe\",\"result\":{\"channel\":\"trade\",\"symbol\":\"A/USD\"},"
                                + "\"success\":true}",
                        "{\"channel\":\"ticker\",\"type\":\"snapshot\",\"data\":[{\"symbol\":\"A/USD\",\"bid\":0.10025,"
                                + "\"bid_qty\":740.0,\"ask\":0.10036,\"ask_qty\":1361.44813783,\"last\":0.10035}]}",
                        "{\"channel\":\"heartbeat\"}",
                        trades(trade(1, "0.1003", "10"), trade(2, "1.0E-1", "0.00000001"))),
                sending(trades(trade(5, "0.2", "1"))))) {
            fixture.archive.answer(request -> Answer.ok("{\"error\":[],\"result\":{\"AUSD\":["
                    + "[\"0.10000\",\"1.0\",1704067200.1234,\"b\",\"m\",\"\",2],"
                    + "[\"0.30000\",\"1.50000000\",1704067200.1235,\"b\",\"m\",\"\",3],"
                    + "[\"0.40000\",\"2.50000000\",1704067200.1236,\"s\",\"l\",\"\",4]],"
                    + "\"last\":\"1704067200123600000\"}}"));
            ExchangeFeed feed = fixture.feed(Exchange.KRAKEN, "A/USD");
            fixture.run(feed);
            fixture.run(feed);

            long timeNs = 1_704_067_200_123_456_000L;
            assertThat(fixture.sink.ticks)
                    .containsExactly(
                            new TestSink.Tick("A/USD", 5, 10030, 10025, 10036, 1_000_000_000, timeNs),
                            new TestSink.Tick("A/USD", 5, 10000, 10025, 10036, 1, timeNs),
                            new TestSink.Tick("A/USD", 1, 3, NULL, NULL, 150_000_000, 1_704_067_200_123_500_000L),
                            new TestSink.Tick("A/USD", 1, 4, NULL, NULL, 250_000_000, 1_704_067_200_123_600_000L),
                            new TestSink.Tick("A/USD", 1, 2, NULL, NULL, 100_000_000, timeNs));
            assertThat(fixture.archive.requests)
                    .containsExactly(
                            "/0/public/Trades?pair=A%2FUSD&assetVersion=1&count=1000&since=1704067200122456000");
            assertThat(fixture.server.received)
                    .startsWith("{\"method\":\"subscribe\",\"params\":{\"channel\":\"trade\",\"symbol\":[\"A/USD\"],"
                            + "\"snapshot\":false}}");
            assertThat(fixture.sink.rejects).isEmpty();
        }
    }

    private static String trades(String... trades) {
        return "{\"channel\":\"trade\",\"type\":\"update\",\"data\":[" + String.join(",", trades) + "]}";
    }

    private static String trade(long id, String price, String quantity) {
        return "{\"symbol\":\"A/USD\",\"side\":\"sell\",\"price\":" + price + ",\"qty\":" + quantity
                + ",\"ord_type\":\"market\",\"trade_id\":" + id + ",\"timestamp\":\"2024-01-01T00:00:00.123456Z\"}";
    }

    @Test
    void shouldGoOnWithTheProductsThatThereAre() throws Exception {
        String error =
                "{\"type\":\"error\",\"message\":\"Failed to subscribe\",\"reason\":\"X-USD is not a valid product\"}";
        try (ExchangeFixture fixture = new ExchangeFixture(peer -> {
            peer.upgrade();
            peer.next();
            peer.text(error);
            peer.text(error);
            peer.next();
            peer.text(error.replace("X-USD", "Y-USD"));
            peer.end();
        })) {
            assertThat(fixture.run(fixture.feed(Exchange.COINBASE, "X-USD", "Y-USD")))
                    .isInstanceOf(FeedDisabledException.class)
                    .hasMessageContaining("all symbols are refused: Failed to subscribe: Y-USD is not a valid product");
            assertThat(fixture.sink.rejects)
                    .containsExactly(
                            "X-USD: Failed to subscribe: X-USD is not a valid product",
                            "Y-USD: Failed to subscribe: Y-USD is not a valid product");
            String channels = "\"channels\":[\"matches\",\"heartbeat\",\"ticker\"]}";
            assertThat(fixture.server.received)
                    .containsExactly(
                            "{\"type\":\"subscribe\",\"product_ids\":[\"X-USD\",\"Y-USD\"]," + channels,
                            "{\"type\":\"subscribe\",\"product_ids\":[\"Y-USD\"]," + channels);
        }
    }

    @Test
    void shouldGoOnWithThePairsThatKrakenHas() throws Exception {
        String refusal = "{\"error\":\"Currency pair not supported X/EUR\",\"method\":\"subscribe\",\"success\":false,"
                + "\"symbol\":\"X/EUR\"}";
        try (ExchangeFixture fixture =
                new ExchangeFixture(sending(refusal, refusal, trades(trade(1, "0.1", "1"))), sending(refusal))) {
            fixture.run(fixture.feed(Exchange.KRAKEN, "X/EUR", "A/USD"));
            assertThat(fixture.sink.ticks).hasSize(1);
            assertThat(fixture.sink.rejects).containsExactly("X/EUR: Currency pair not supported X/EUR");

            assertThat(fixture.run(fixture.feed(Exchange.KRAKEN, "X/EUR"))).isInstanceOf(FeedDisabledException.class);
        }
    }

    @Test
    void shouldSayWhatKrakensArchiveRefuses() throws Exception {
        try (ExchangeFixture fixture =
                new ExchangeFixture(sending(trades(trade(1, "0.1", "1"), trade(3, "0.3", "1"))))) {
            fixture.hold = ExchangeFixture.HOLD;
            fixture.archive.answer(request -> Answer.ok("{\"error\":[\"EGeneral:Too many requests\"]}"));
            fixture.run(fixture.feed(Exchange.KRAKEN, "A/USD"));

            assertThat(fixture.sink.ticks).hasSize(2);
            assertThat(fixture.sink.gaps).containsExactly("A/USD open 2-2", "A/USD given up 2-2");
        }
    }
}
