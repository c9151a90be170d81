package io.tocsin.gateway.feed;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The trades of BTC for USD at Bitstamp from 25 November 2013 on, in their order, as the library ta4j carries them
 * among its examples: lines of {@code seconds since the epoch,price,amount}.
 * <p>
 * Prices and sizes are in units of 10^-{@value #DECIMALS}, exactly as recorded. Immutable.
 */
final class DemoTrades {
    static final String SYMBOL = "BTCUSD";
    static final int DECIMALS = 8;

    private static final String RESOURCE = "bitstamp_trades_from_20131125_usd.csv";
    private static final int FIELDS = 3;

    private final long[] timesNs;
    private final long[] prices;
    private final long[] sizes;

    private DemoTrades(List<String> lines) {
        timesNs = new long[lines.size()];
        prices = new long[lines.size()];
        sizes = new long[lines.size()];
        for (int i = 0; i < lines.size(); i++) {
            String[] fields = lines.get(i).split(",", FIELDS);
            timesNs[i] = TimeUnit.SECONDS.toNanos(Long.parseLong(fields[0]));
            prices[i] = units(fields[1]);
            sizes[i] = units(fields[2]);
        }
    }

    static DemoTrades load() {
        try (InputStream resource = DemoTrades.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path");
            }
            return new DemoTrades(new BufferedReader(new InputStreamReader(resource, US_ASCII))
                    .lines()
                    .skip(1)
                    .toList());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    int count() {
        return prices.length;
    }

    long timeNs(int index) {
        return timesNs[index];
    }

    long price(int index) {
        return prices[index];
    }

    long size(int index) {
        return sizes[index];
    }

    /** From the first trade to this one. */
    long sinceFirstNs(int index) {
        return timesNs[index] - timesNs[0];
    }

    /** A price that nine of ten trades of the first so much time reach. */
    long mostlyReached(long withinNs) {
        int end = 1;
        while (end < prices.length && sinceFirstNs(end) < withinNs) {
            end++;
        }
        long[] sorted = Arrays.copyOf(prices, end);
        Arrays.sort(sorted);
        return sorted[end / 10];
    }

    private static long units(String decimal) {
        return new BigDecimal(decimal).movePointRight(DECIMALS).longValueExact();
    }
}
