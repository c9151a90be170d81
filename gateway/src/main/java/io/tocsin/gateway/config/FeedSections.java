package io.tocsin.gateway.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import io.tocsin.gateway.feed.DemoFeed;
import io.tocsin.gateway.feed.FeedConfig;
import io.tocsin.gateway.feed.exchange.Exchange;
import io.tocsin.gateway.feed.rates.CurrencyPair;
import io.tocsin.gateway.feed.rates.RatesConfig;
import io.tocsin.gateway.feed.rates.RatesPlan;
import io.tocsin.gateway.feed.rates.RatesProvider;
import io.tocsin.gateway.feed.simulator.SimulatorConfig;
import io.tocsin.gateway.feed.tcp.TcpConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The sections {@code feed.NAME}. Each has the keys of its kind, which is what {@code kind} says, or else a kind that is
 * called as the feed is; their defaults are those of the section that is called as the kind is.
 */
final class FeedSections {
    private static final String DEMO = "demo";
    private static final String SIMULATOR = "simulator";
    private static final String CSV = "csv";
    private static final String FIXER = "fixer";
    private static final String CURRENCYLAYER = "currencylayer";
    private static final String BINANCE = "binance";
    private static final String COINBASE = "coinbase";
    private static final String KRAKEN = "kraken";
    private static final String TCP = "tcp";
    static final List<String> KINDS =
            List.of(BINANCE, COINBASE, CSV, CURRENCYLAYER, DEMO, FIXER, KRAKEN, SIMULATOR, TCP);

    private static final String FEEDS = "feeds";
    private static final String FEED = "feed";
    private static final String NAME = "[a-z0-9-]+";

    private FeedSections() {}

    /** The defaults, with a section for each feed that has one in the file, or is to be started. */
    static Config complete(Config defaults, Config file, Map<String, String> environment) throws ConfigException {
        Config complete = defaults;
        for (String name : names(defaults, file, environment)) {
            String kind = kindOf(name, file, environment);
            if (!KINDS.contains(kind)) {
                throw new ConfigException(
                        key(name, "kind") + ": must be one of: " + String.join(", ", KINDS) + ", not " + kind);
            }
            complete = complete.withValue(key(name), defaults.getValue(key(kind)))
                    .withValue(key(name, "kind"), ConfigValueFactory.fromAnyRef(kind, "the name of the kind"));
        }
        return complete;
    }

    private static Set<String> names(Config defaults, Config file, Map<String, String> environment)
            throws ConfigException {
        Set<String> names = new TreeSet<>();
        if (file.hasPath(FEED)) {
            names.addAll(file.getObject(FEED).keySet());
        }
        for (String name : names) {
            if (!name.matches(NAME)) {
                throw new ConfigException(key(name) + ": the name of a feed has lower-case letters, digits and -");
            }
        }
        for (String name : started(file.withFallback(defaults), environment)) {
            // Whatever else it is, is refused when the list is read.
            if (KINDS.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    private static List<String> started(Config config, Map<String, String> environment) {
        String variable = environment.get(Settings.variableOf(FEEDS));
        if (variable == null && config.hasPath(FEEDS) && config.getValue(FEEDS) instanceof ConfigList list) {
            return list.stream().map(name -> String.valueOf(name.unwrapped())).toList();
        }
        String text = variable == null ? config.getString(FEEDS) : variable;
        return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    }

    private static String kindOf(String name, Config file, Map<String, String> environment) {
        String variable = environment.get(Settings.variableOf(key(name, "kind")));
        if (variable != null) {
            return variable.strip();
        }
        String key = key(name, "kind");
        return file.hasPath(key) ? String.valueOf(file.getValue(key).unwrapped()) : name;
    }

    static String key(String... path) {
        String[] whole = new String[path.length + 1];
        whole[0] = FEED;
        System.arraycopy(path, 0, whole, 1, path.length);
        return ConfigUtil.joinPath(whole);
    }

    /**
     * Reads all feeds.
     *
     * @param file    tells which of them are configured, though they may not be started.
     * @param dataDir where they may keep what has to survive a restart.
     */
    static NodeConfig.Feeds read(Settings settings, Config file, Path dataDir) throws ConfigException {
        Set<String> configured = new TreeSet<>();
        if (file.hasPath(FEED)) {
            configured.addAll(file.getObject(FEED).keySet());
        }
        Set<String> known = new TreeSet<>(KINDS);
        known.addAll(configured);
        List<String> started = settings.names(FEEDS, List.copyOf(known));
        configured.addAll(started);
        List<FeedConfig> feeds = new ArrayList<>();
        for (String name : configured) {
            feeds.add(feed(settings, name, dataDir));
        }
        return new NodeConfig.Feeds(List.copyOf(feeds), started);
    }

    private static FeedConfig feed(Settings settings, String name, Path dataDir) throws ConfigException {
        return switch (settings.choice(key(name, "kind"), KINDS)) {
            case BINANCE -> new ExchangeSection(settings, name, Exchange.BINANCE).read();
            case COINBASE -> new ExchangeSection(settings, name, Exchange.COINBASE).read();
            case KRAKEN -> new ExchangeSection(settings, name, Exchange.KRAKEN).read();
            case SIMULATOR -> simulator(settings, name);
            case CSV -> CsvSection.read(settings, name);
            case FIXER -> rates(settings, name, RatesProvider.FIXER, dataDir);
            case CURRENCYLAYER -> rates(settings, name, RatesProvider.CURRENCYLAYER, dataDir);
            case TCP -> tcp(settings, name);
            default -> new DemoFeed.Config(name, settings.integer(key(name, "speed"), 1, 1_000_000));
        };
    }

    private static SimulatorConfig simulator(Settings settings, String name) throws ConfigException {
        return new SimulatorConfig(
                name,
                settings.integer(key(name, "seed"), 0, Integer.MAX_VALUE),
                settings.integer(key(name, "symbols"), 1, 1_000_000),
                settings.text(key(name, "prefix"), 32),
                settings.integer(key(name, "ticks-per-second"), 0, 100_000_000),
                settings.flag(key(name, "bursts")),
                settings.flag(key(name, "halts")));
    }

    private static TcpConfig tcp(Settings settings, String name) throws ConfigException {
        return new TcpConfig(
                name,
                settings.address(key(name)),
                settings.integer(key(name, "max-connections"), 1, 1_024),
                settings.integer(key(name, "window"), 1, 1 << 20),
                new TcpConfig.Timing(
                        settings.duration(key(name, "hello-timeout"), 1, 600),
                        settings.duration(key(name, "heartbeat"), 1, 3_600)));
    }

    private static RatesConfig rates(Settings settings, String name, RatesProvider provider, Path dataDir)
            throws ConfigException {
        boolean isMarketplace = settings.flag(key(name, "marketplace"));
        RatesPlan plan = settings.choice(key(name, "plan"), RatesPlan.class);
        String base = settings.optionalText(key(name, "base"), 3).orElse(provider.defaultBase());
        if (plan == RatesPlan.FREE && !base.equals(provider.defaultBase())) {
            throw new ConfigException(key(name, "base") + ": a free plan has " + provider.defaultBase() + " only");
        }
        List<CurrencyPair> pairs = new ArrayList<>();
        for (String text : settings.text(key(name, "pairs"), 4096).split(",", -1)) {
            pairs.add(CurrencyPair.parse(text.strip())
                    .orElseThrow(() -> new ConfigException(key(name, "pairs")
                            + ": must be pairs such as EURUSD, comma separated; not " + text.strip())));
        }
        return new RatesConfig(
                name,
                provider,
                url(settings, name, provider.url(isMarketplace)),
                isMarketplace,
                settings.text(key(name, "access-key"), 256),
                plan,
                base,
                pairs,
                dataDir.resolve("feeds").resolve(name + ".quota"));
    }

    /** The key goes over the wire as it is where that is not encrypted: only for who says so. */
    private static URI url(Settings settings, String name, String byDefault) throws ConfigException {
        String text = settings.optionalText(key(name, "url"), 1024).orElse(byDefault);
        boolean isPlainAllowed = settings.flag(key(name, "allow-plain-http"));
        try {
            URI url = new URI(text);
            boolean isPlain = "http".equals(url.getScheme());
            if (url.getHost() == null || url.getQuery() != null || !(isPlain || "https".equals(url.getScheme()))) {
                throw new ConfigException(key(name, "url") + ": must be an URL without parameters, not " + text);
            }
            if (isPlain && !isPlainAllowed) {
                throw new ConfigException(key(name, "url") + ": sends the access key unencrypted; "
                        + key(name, "allow-plain-http") + " = true allows it");
            }
            return url;
        } catch (URISyntaxException malformed) {
            throw new ConfigException(key(name, "url") + ": must be an URL, not " + text);
        }
    }
}
