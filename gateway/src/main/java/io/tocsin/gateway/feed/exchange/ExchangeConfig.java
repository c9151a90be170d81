package io.tocsin.gateway.feed.exchange;

import io.tocsin.gateway.feed.FeedConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Which trades of an exchange are wanted, and where they are.
 *
 * @param stream  {@code wss}, or {@code ws} where that is allowed.
 * @param rest    where missing trades are asked for, without the path.
 * @param symbols at least 1, all different, as the exchange writes them.
 * @param prefix  in front of them in Tocsin; may be empty.
 * @param quotes  whether a best bid or ask that changed makes a tick.
 * @param silence after which the connection is dead.
 */
public record ExchangeConfig(
        String name,
        Exchange exchange,
        URI stream,
        URI rest,
        List<String> symbols,
        String prefix,
        boolean quotes,
        Duration silence)
        implements FeedConfig {
    public ExchangeConfig {
        symbols = List.copyOf(symbols);
    }

    @Override
    public ExchangeFeed feed() {
        return new ExchangeFeed(this, Timing.of(exchange));
    }
}
