package io.tocsin.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.gateway.feed.DemoFeed;
import io.tocsin.gateway.feed.csv.CsvColumn;
import io.tocsin.gateway.feed.csv.CsvConfig;
import io.tocsin.gateway.feed.csv.CsvTimeFormat;
import io.tocsin.gateway.feed.exchange.Exchange;
import io.tocsin.gateway.feed.exchange.ExchangeConfig;
import io.tocsin.gateway.feed.rates.CurrencyPair;
import io.tocsin.gateway.feed.rates.RatesConfig;
import io.tocsin.gateway.feed.rates.RatesPlan;
import io.tocsin.gateway.feed.rates.RatesProvider;
import io.tocsin.gateway.feed.simulator.SimulatorConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeedSectionsTest {
    @TempDir
    private Path directory;

    @Test
    void shouldStartFeedsOfEachKindByTheNameOfTheKind() throws Exception {
        NodeConfig.Feeds feeds = load(
                "",
                Map.of(
                        "TOCSIN_FEEDS", "simulator, csv",
                        "TOCSIN_FEED_CSV_FILE", "a.csv",
                        "TOCSIN_FEED_CSV_SYMBOL", "X",
                        "TOCSIN_FEED_CSV_PRESET", "bitstamp",
                        "TOCSIN_FEED_SIMULATOR_SYMBOLS", "3"));

        assertThat(feeds.started()).containsExactly("simulator", "csv");
        assertThat(feeds.configured())
                .containsExactly(
                        new CsvConfig(
                                "csv",
                                Path.of("a.csv"),
                                Map.of(
                                        CsvColumn.TIME, "timestamp",
                                        CsvColumn.PRICE, "price",
                                        CsvColumn.SIZE, "amount"),
                                Optional.of("X"),
                                CsvTimeFormat.AUTO,
                                ZoneId.of("UTC"),
                                Optional.empty(),
                                CsvConfig.Layout.USUAL,
                                OptionalInt.of(1)),
                        new SimulatorConfig("simulator", 1, 3, "SIM", 100, true, true));
    }

    @Test
    void shouldKnowSeveralOfOneKindAndThoseThatAreNotStarted() throws Exception {
        NodeConfig.Feeds feeds = load("""
                feeds = [wild]
                feed {
                  wild { kind = simulator, seed = 2, prefix = W }
                  calm { kind = simulator, bursts = false, halts = false }
                  later { kind = demo, speed = 5 }
                }
                """, Map.of("TOCSIN_FEED_CALM_SEED", "9"));

        assertThat(feeds.started()).containsExactly("wild");
        assertThat(feeds.configured())
                .containsExactly(
                        new SimulatorConfig("calm", 9, 10, "SIM", 100, false, false),
                        new DemoFeed.Config("later", 5),
                        new SimulatorConfig("wild", 2, 10, "W", 100, true, true));
    }

    @Test
    void shouldReadWhoGivesRates() throws Exception {
        NodeConfig.Feeds feeds = load(
                "feed.fx { kind = currencylayer, access-key = secret, plan = professional, pairs = \"USDEUR, EURJPY\" }",
                Map.of("TOCSIN_FEEDS", "fx"));

        assertThat(feeds.configured())
                .containsExactly(new RatesConfig(
                        "fx",
                        RatesProvider.CURRENCYLAYER,
                        URI.create("https://api.currencylayer.com/live"),
                        false,
                        "secret",
                        RatesPlan.PROFESSIONAL,
                        "USD",
                        List.of(new CurrencyPair("USD", "EUR"), new CurrencyPair("EUR", "JPY")),
                        Path.of("data/feeds/fx.quota")));
        assertThat(feeds.toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "feed.mine.speed = 5 | feed.mine.kind: must be one of: binance, coinbase, csv, currencylayer, demo, fixer, kraken, simulator, tcp, not mine",
                "feed.mine.kind = tcpp | feed.mine.kind: must be one of: binance, coinbase, csv, currencylayer, demo, fixer, kraken, simulator, tcp, not tcpp",
                "feed.Mine.kind = demo | feed.Mine: the name of a feed has lower-case letters, digits and -",
                "feed.mine { kind = demo, sped = 5 } | feed.mine.sped: unknown key",
                "feeds = \"demo, mine\" | feeds: must be names out of: binance, coinbase, csv, currencylayer, demo, fixer, kraken, simulator, tcp, not demo, mine",
                "feed.csv.symbol = X | feed.csv.columns: there must be price, or bid and ask, or open",
                "feed.csv { preset = sp500, symbol = X } | feed.csv.symbol and feed.csv.columns.symbol: one of them",
                "feed.csv { preset = bitstamp } | feed.csv.symbol and feed.csv.columns.symbol: one of them",
                "feed.csv { preset = sp500 } | feed.csv.file: must be the path of a file",
                "feed.csv { preset = sp500, columns.price = p } | feed.csv.columns: there must be price, or bid and ask",
                "feed.csv { preset = sp500, file = a, time-zone = Mars } | feed.csv.time-zone: must be a time zone",
                "feed.fixer { pairs = EURUSD } | feed.fixer.access-key: must be 1 to 256 characters",
                "feed.fixer { access-key = k, pairs = EUR } | feed.fixer.pairs: must be pairs such as EURUSD",
                "feed.fixer { access-key = k, pairs = EURUSD, base = USD } | feed.fixer.base: a free plan has EUR only",
                "feed.fixer { access-key = k, pairs = EURUSD, url = \"http://h/x\" } | feed.fixer.url: sends the access key",
                "feed.fixer { access-key = k, pairs = EURUSD, url = \"ftp://h/x\" } | feed.fixer.url: must be an URL",
                "feed.binance.quotes = true | feed.binance.symbols: must be 1 to 65536 characters",
                "feed.binance.symbols = btcusdt | feed.binance.symbols: must be written as the exchange does, BTCUSDT",
                "feed.kraken.symbols = \"BTC/USD,\" | feed.kraken.symbols: must be names, comma separated",
                "feed.kraken.symbols = \"A, B, A\" | feed.kraken.symbols: must be names that differ",
                "feed.kraken { symbols = A, silence = 0 } | feed.kraken.silence: must be a duration from 1 s",
                "feed.kraken { symbols = A, url = \"ws://h\" } | feed.kraken.url: is not encrypted",
                "feed.kraken { symbols = A, url = \"http://h\" } | feed.kraken.url: must be an URL of wss",
                "feed.kraken { symbols = A, rest-url = \"http://h\" } | feed.kraken.rest-url: is not encrypted",
                "feed.kraken { symbols = A, rest-url = \"https://h/\" } | feed.kraken.rest-url: must be an URL without",
                "feed.tcp.window = 0 | feed.tcp.window: must be a whole number from 1 to 1048576",
                "feed.simulator.symbols = 0 | feed.simulator.symbols: must be a whole number from 1 to 1000000",
            })
    void shouldNameTheKeyThatIsWrong(String text, String message) {
        assertThatThrownBy(() -> load(text, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void shouldReadWhichExchangeIsListenedTo() throws Exception {
        NodeConfig.Feeds feeds =
                load("""
                feed {
                  binance { symbols = "BTCUSDT, 币安人生USDT" }
                  mine {
                    kind = kraken, symbols = BTC/USD, prefix = "k:", quotes = false, silence = 7 s
                    url = "ws://127.0.0.1:1/v2", rest-url = "http://127.0.0.1:2", allow-plain = true
                  }
                }
                """, Map.of("TOCSIN_FEEDS", "coinbase", "TOCSIN_FEED_COINBASE_SYMBOLS", "BTC-USD"));

        assertThat(feeds.started()).containsExactly("coinbase");
        assertThat(feeds.configured())
                .containsExactly(
                        new ExchangeConfig(
                                "binance",
                                Exchange.BINANCE,
                                URI.create("wss://stream.binance.com:9443/stream"),
                                URI.create("https://api.binance.com"),
                                List.of("BTCUSDT", "币安人生USDT"),
                                "",
                                true,
                                Duration.ofSeconds(60)),
                        new ExchangeConfig(
                                "coinbase",
                                Exchange.COINBASE,
                                URI.create("wss://ws-feed.exchange.coinbase.com"),
                                URI.create("https://api.exchange.coinbase.com"),
                                List.of("BTC-USD"),
                                "",
                                true,
                                Duration.ofSeconds(10)),
                        new ExchangeConfig(
                                "mine",
                                Exchange.KRAKEN,
                                URI.create("ws://127.0.0.1:1/v2"),
                                URI.create("http://127.0.0.1:2"),
                                List.of("BTC/USD"),
                                "k:",
                                false,
                                Duration.ofSeconds(7)));
    }

    @Test
    void shouldRefuseMoreStreamsThanAConnectionHas() {
        String symbols = IntStream.range(0, 513).mapToObj(i -> "S" + i).collect(Collectors.joining(","));
        assertThatThrownBy(() -> load("feed.binance.symbols = \"" + symbols + "\"", Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("feed.binance.symbols: must be at most 512 names for one connection");
    }

    private NodeConfig.Feeds load(String text, Map<String, String> environment) throws ConfigException, IOException {
        Path file = Files.writeString(directory.resolve("node.conf"), text);
        return new ConfigLoader(environment, 2).load(Optional.of(file)).feeds();
    }
}
