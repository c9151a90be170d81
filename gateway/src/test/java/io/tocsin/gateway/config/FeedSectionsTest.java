package io.tocsin.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.gateway.feed.DemoFeed;
import io.tocsin.gateway.feed.csv.CsvColumn;
import io.tocsin.gateway.feed.csv.CsvConfig;
import io.tocsin.gateway.feed.csv.CsvTimeFormat;
import io.tocsin.gateway.feed.rates.CurrencyPair;
import io.tocsin.gateway.feed.rates.RatesConfig;
import io.tocsin.gateway.feed.rates.RatesPlan;
import io.tocsin.gateway.feed.rates.RatesProvider;
import io.tocsin.gateway.feed.simulator.SimulatorConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
                "feed.mine.speed = 5 | feed.mine.kind: must be one of: csv, currencylayer, demo, fixer, simulator, tcp, not mine",
                "feed.mine.kind = tcpp | feed.mine.kind: must be one of: csv, currencylayer, demo, fixer, simulator, tcp, not tcpp",
                "feed.Mine.kind = demo | feed.Mine: the name of a feed has lower-case letters, digits and -",
                "feed.mine { kind = demo, sped = 5 } | feed.mine.sped: unknown key",
                "feeds = \"demo, mine\" | feeds: must be names out of: csv, currencylayer, demo, fixer, simulator, tcp, not demo, mine",
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
                "feed.tcp.window = 0 | feed.tcp.window: must be a whole number from 1 to 1048576",
                "feed.simulator.symbols = 0 | feed.simulator.symbols: must be a whole number from 1 to 1000000",
            })
    void shouldNameTheKeyThatIsWrong(String text, String message) {
        assertThatThrownBy(() -> load(text, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(message);
    }

    private NodeConfig.Feeds load(String text, Map<String, String> environment) throws ConfigException, IOException {
        Path file = Files.writeString(directory.resolve("node.conf"), text);
        return new ConfigLoader(environment, 2).load(Optional.of(file)).feeds();
    }
}
