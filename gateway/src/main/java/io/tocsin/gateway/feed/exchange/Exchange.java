package io.tocsin.gateway.feed.exchange;

import java.net.URI;
import java.time.Duration;

/** The exchanges that are known, and where they are. */
public enum Exchange {
    BINANCE(
            "wss://stream.binance.com:9443/stream",
            "https://api.binance.com",
            Duration.ofHours(23).plusMinutes(50)),
    COINBASE("wss://ws-feed.exchange.coinbase.com", "https://api.exchange.coinbase.com", Duration.ofDays(7)),
    KRAKEN("wss://ws.kraken.com/v2", "https://api.kraken.com", Duration.ofDays(7));

    /** Of one connection; what Binance allows, and enough for the others. */
    public static final int MOST_STREAMS = 1024;

    private final URI stream;
    private final URI rest;
    private final Duration lifetime;

    Exchange(String stream, String rest, Duration lifetime) {
        this.stream = URI.create(stream);
        this.rest = URI.create(rest);
        this.lifetime = lifetime;
    }

    /** Where its stream is. */
    public URI stream() {
        return stream;
    }

    /** Where missing trades are asked for, without the path. */
    public URI rest() {
        return rest;
    }

    /** How many streams a symbol takes. */
    public int streamsPerSymbol(boolean quotes) {
        return quotes ? 2 : 1;
    }

    /** After which a connection is left for a new one: before the exchange ends it. */
    Duration lifetime() {
        return lifetime;
    }

    ExchangeDialect dialect() {
        return switch (this) {
            case BINANCE -> new BinanceDialect();
            case COINBASE -> new CoinbaseDialect();
            case KRAKEN -> new KrakenDialect();
        };
    }
}
