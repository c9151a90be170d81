package io.tocsin.gateway.feed.rates;

import io.tocsin.gateway.feed.FeedConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is asked for, of whom, how often.
 *
 * @param url           where to ask, without parameters.
 * @param isMarketplace whether the key goes into a header, and not into the URL.
 * @param base          what the given rates are of.
 * @param pairs         at least one.
 * @param ledger        the file that keeps count of the calls.
 */
public record RatesConfig(
        String name,
        RatesProvider provider,
        URI url,
        boolean isMarketplace,
        String accessKey,
        RatesPlan plan,
        String base,
        List<CurrencyPair> pairs,
        Path ledger)
        implements FeedConfig {
    public RatesConfig {
        pairs = List.copyOf(pairs);
    }

    @Override
    public RatesFeed feed() {
        return new RatesFeed(this);
    }

    /** All that one request asks for. */
    Set<String> currencies() {
        Set<String> currencies = new TreeSet<>();
        pairs.forEach(pair -> {
            currencies.add(pair.first());
            currencies.add(pair.second());
        });
        currencies.remove(base);
        return currencies;
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "RatesConfig[" + name + ", " + url + ", " + plan + ", " + base + ", " + pairs + ']';
    }
}
