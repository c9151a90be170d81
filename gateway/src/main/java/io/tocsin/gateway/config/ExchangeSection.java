package io.tocsin.gateway.config;

import io.tocsin.contract.value.SymbolNames;
import io.tocsin.gateway.feed.exchange.Exchange;
import io.tocsin.gateway.feed.exchange.ExchangeConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** The section {@code feed.NAME} of a feed of an exchange. */
final class ExchangeSection {
    private static final int MOST_PREFIX_CHARACTERS = 32;
    private static final int MOST_SYMBOLS_CHARACTERS = 65_536;
    private static final int MOST_SILENCE_SECONDS = 600;

    private final Settings settings;
    private final String name;
    private final Exchange exchange;

    ExchangeSection(Settings settings, String name, Exchange exchange) {
        this.settings = settings;
        this.name = name;
        this.exchange = exchange;
    }

    ExchangeConfig read() throws ConfigException {
        boolean quotes = settings.flag(key("quotes"));
        boolean isPlainAllowed = settings.flag(key("allow-plain"));
        String prefix =
                settings.optionalText(key("prefix"), MOST_PREFIX_CHARACTERS).orElse("");
        return new ExchangeConfig(
                name,
                exchange,
                url("url", exchange.stream(), "ws", isPlainAllowed),
                rest(isPlainAllowed),
                symbols(prefix, quotes),
                prefix,
                quotes,
                settings.duration(key("silence"), 1, MOST_SILENCE_SECONDS));
    }

    private List<String> symbols(String prefix, boolean quotes) throws ConfigException {
        List<String> symbols = Arrays.stream(
                        settings.text(key("symbols"), MOST_SYMBOLS_CHARACTERS).split(",", -1))
                .map(String::strip)
                .toList();
        for (String symbol : symbols) {
            if (!SymbolNames.isValid(prefix + symbol)) {
                throw new ConfigException(key("symbols") + ": must be names, comma separated, each of which "
                        + SymbolNames.RULE + "; not " + prefix + symbol);
            }
            if (exchange == Exchange.BINANCE && !symbol.equals(symbol.toUpperCase(Locale.ROOT))) {
                throw new ConfigException(key("symbols") + ": must be written as the exchange does, "
                        + symbol.toUpperCase(Locale.ROOT) + ", not " + symbol);
            }
        }
        if (new HashSet<>(symbols).size() < symbols.size()) {
            throw new ConfigException(key("symbols") + ": must be names that differ");
        }
        int most = Exchange.MOST_STREAMS / exchange.streamsPerSymbol(quotes);
        if (symbols.size() > most) {
            throw new ConfigException(key("symbols") + ": must be at most " + most + " names for one connection"
                    + (quotes ? " with quotes" : "") + ", not " + symbols.size() + "; more go into another feed");
        }
        return symbols;
    }

    /** Paths are put behind it. */
    private URI rest(boolean isPlainAllowed) throws ConfigException {
        URI url = url("rest-url", exchange.rest(), "http", isPlainAllowed);
        if (url.getQuery() != null || url.getFragment() != null || url.getPath().endsWith("/")) {
            throw new ConfigException(
                    key("rest-url") + ": must be an URL without parameters and without / at its end, not " + url);
        }
        return url;
    }

    /** What is plain can be read and changed by whoever is in between: only for who says so. */
    private URI url(String lastName, URI byDefault, String plainScheme, boolean isPlainAllowed) throws ConfigException {
        String key = key(lastName);
        String text = settings.optionalText(key, 1024).orElse(byDefault.toString());
        try {
            URI url = new URI(text);
            boolean isPlain = plainScheme.equals(url.getScheme());
            if (url.getHost() == null || !(isPlain || (plainScheme + "s").equals(url.getScheme()))) {
                throw new ConfigException(key + ": must be an URL of " + plainScheme + "s, not " + text);
            }
            if (isPlain && !isPlainAllowed) {
                throw new ConfigException(key + ": is not encrypted; " + key("allow-plain") + " = true allows it");
            }
            return url;
        } catch (URISyntaxException malformed) {
            throw new ConfigException(key + ": must be an URL, not " + text);
        }
    }

    private String key(String lastName) {
        return FeedSections.key(name, lastName);
    }
}
