package io.tocsin.engine.oracle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Recorded prices in their order and at their times, with random commands strewn in whose levels are prices nearby. */
final class RecordedMarket implements Market, Iterator<TimedInput> {
    private static final int NEARBY = 200;

    /** One recorded price, in units of 10^-decimals of its source. */
    record Price(long timeNs, String symbol, long price, Input.Book book, long size, Long exchangeTimeNs) {}

    /** How many alerts to keep, how often to change them, and the grain of their times and distances. */
    record Load(int population, int commandPerMille, Tempo tempo, long grid) {}

    private final SplittableRandom random;
    private final RandomCommands commands;
    private final int decimals;
    private final int commandPerMille;
    private final long grid;
    private final List<Price> prices;
    private final List<String> symbols;
    private final Map<String, Series> seriesBySymbol = new HashMap<>();
    private final Deque<Input> setup = new ArrayDeque<>();
    private int next;

    RecordedMarket(long seed, List<Price> prices, int decimals, Load load) {
        random = new SplittableRandom(seed);
        commands =
                new RandomCommands(random, new RandomDefinitions(random, this, load.tempo()), load.population(), true);
        commandPerMille = load.commandPerMille();
        grid = load.grid();
        this.prices = prices;
        this.decimals = decimals;
        for (Price price : prices) {
            seriesBySymbol
                    .computeIfAbsent(price.symbol(), symbol -> new Series())
                    .prices
                    .add(price.price());
        }
        symbols = seriesBySymbol.keySet().stream().sorted().toList();
        setup.add(new Input.SetLimits(0, 1_000_000, 1_000, 1_000_000, SeriesLimits.NONE));
        symbols.forEach(symbol -> setup.add(new Input.Configure(0, symbol, decimals, null, null)));
    }

    @Override
    public boolean hasNext() {
        return next < prices.size();
    }

    @Override
    public TimedInput next() {
        Price price = prices.get(next);
        if (!setup.isEmpty()) {
            return new TimedInput(price.timeNs(), setup.remove());
        }
        if (random.nextInt(1_000) < commandPerMille) {
            return new TimedInput(price.timeNs(), commands.next(price.timeNs()));
        }
        next++;
        seriesBySymbol.get(price.symbol()).at++;
        return new TimedInput(
                price.timeNs(),
                new Input.Tick(
                        commands.nextCorrelationId(),
                        price.symbol(),
                        decimals,
                        Input.Prices.one(price.price()),
                        price.size(),
                        price.book(),
                        price.exchangeTimeNs()));
    }

    @Override
    public String anySymbol(SplittableRandom dice) {
        return symbols.get(dice.nextInt(symbols.size()));
    }

    @Override
    public int decimals(String symbol) {
        return decimals;
    }

    @Override
    public long anyLevel(SplittableRandom dice, String symbol) {
        Series series = seriesBySymbol.get(symbol);
        int from = Math.max(0, series.at - NEARBY);
        int to = Math.min(series.prices.size(), series.at + NEARBY);
        return series.prices.get(dice.nextInt(from, to));
    }

    @Override
    public long grid() {
        return grid;
    }

    @Override
    public long anySize(SplittableRandom dice) {
        return 1 + prices.get(dice.nextInt(prices.size())).size();
    }

    /** A symbol's prices and how many of them have passed. */
    private static final class Series {
        private final List<Long> prices = new ArrayList<>();
        private int at;
    }
}
