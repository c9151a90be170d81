package io.tocsin.gateway.feed.exchange;

import io.netty.handler.ssl.SslContextBuilder;
import io.tocsin.gateway.feed.FeedException;
import io.tocsin.gateway.feed.TestSink;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** A feed of an exchange that there is on this machine only. */
final class ExchangeFixture implements AutoCloseable {
    static final Duration HOLD = Duration.ofMillis(400);

    final ScriptedArchive archive = new ScriptedArchive();
    final ScriptedServer server;
    final TestSink sink = new TestSink();
    Duration silence = Duration.ofSeconds(20);
    Duration lifetime = Duration.ofHours(1);
    Duration hold = Duration.ofSeconds(20);
    boolean quotes = true;

    ExchangeFixture(ScriptedServer.Script... scripts) throws IOException {
        this(new ScriptedServer(scripts));
    }

    ExchangeFixture(ScriptedServer server) throws IOException {
        this.server = server;
    }

    ExchangeFeed feed(Exchange exchange, String... symbols) {
        return feed(exchange, server.url(), SslContextBuilder.forClient(), symbols);
    }

    ExchangeFeed feed(Exchange exchange, URI url, SslContextBuilder trust, String... symbols) {
        return new ExchangeFeed(
                new ExchangeConfig("test", exchange, url, archive.url(), List.of(symbols), "", quotes, silence),
                new Timing(
                        Duration.ofSeconds(10),
                        lifetime,
                        hold,
                        Duration.ofSeconds(10),
                        Duration.ofMillis(20),
                        Duration.ofMillis(1)),
                trust);
    }

    /** Runs one connection to its end, and says how that was. */
    FeedException run(ExchangeFeed feed) throws InterruptedException {
        try {
            feed.run(sink);
            throw new AssertionError("a run ends with an exception");
        } catch (FeedException end) {
            return end;
        }
    }

    /** A trade at a price that shows its id. */
    static String trade(String symbol, long id) {
        return "{\"stream\":\"" + symbol.toLowerCase(Locale.ROOT) + "@trade\",\"data\":"
                + trade(symbol, id, "1" + id + ".50") + "}";
    }

    static String trade(String symbol, long id, String price) {
        return "{\"e\":\"trade\",\"E\":" + (1_700_000_000_000L + id) + ",\"s\":\"" + symbol + "\",\"t\":" + id
                + ",\"p\":\"" + price + "\",\"q\":\"0.02000000\",\"T\":" + (1_700_000_000_000L + id)
                + ",\"m\":true,\"M\":true}";
    }

    static String quote(String symbol, String bid, String ask) {
        return "{\"u\":1,\"s\":\"" + symbol + "\",\"b\":\"" + bid + "\",\"B\":\"1\",\"a\":\"" + ask + "\",\"A\":\"1\"}";
    }

    /** What the archive of Binance has of these. */
    static String archived(long firstId, long lastId) {
        return LongStream.rangeClosed(firstId, lastId)
                .mapToObj(id -> "{\"id\":" + id + ",\"price\":\"1" + id + ".50\",\"qty\":\"0.02000000\","
                        + "\"quoteQty\":\"1\",\"time\":" + (1_700_000_000_000L + id)
                        + ",\"isBuyerMaker\":true,\"isBestMatch\":true}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** The ids of the trades of {@link #trade} that were offered, by their prices. */
    List<Long> ids(String symbol) {
        return sink.ticks.stream()
                .filter(tick -> tick.symbol().equals(symbol) && tick.size() > 0)
                .map(tick -> Long.parseLong(Long.toString(tick.price())
                        .substring(1, Long.toString(tick.price()).length() - 1)))
                .toList();
    }

    @Override
    public void close() throws IOException {
        server.close();
        archive.close();
    }
}
