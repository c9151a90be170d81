package io.tocsin.gateway.feed.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.contract.value.Times;
import io.tocsin.gateway.feed.RecordedData;
import io.tocsin.gateway.feed.TestSink;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What exchanges once sent, sent again by a server on the loopback interface: the ticks are those that a simple reading
 * of the same file finds. {@code -Dtocsin.data=DIR} says where it is.
 */
class RecordedStreamsTest {
    /** All that one tick says, with prices as numbers. */
    private record Seen(String symbol, BigDecimal price, BigDecimal size, Long timeNs) {}

    @ParameterizedTest
    @CsvSource({
        "binance-stream/btcusdt_20240809.gz, BINANCE, 10147",
        "binance-stream/ethusdt_20240808.gz, BINANCE, 6106",
        "exchange-logs/COINBASE.ws.28.0.gz, COINBASE, 107",
        "exchange-logs/KRAKEN.ws.48.0.gz, KRAKEN, 10",
    })
    void shouldMakeATickOfEachTradeThatWasRecorded(String file, Exchange exchange, int trades) throws Exception {
        List<String> messages = messages(RecordedData.require().resolve(file));
        List<Seen> expected = new ArrayList<>();
        for (String message : messages) {
            expected.addAll(trades(Json.decode(message.getBytes(UTF_8))));
        }
        assertThat(expected).hasSize(trades);
        Set<String> symbols = new LinkedHashSet<>();
        expected.forEach(trade -> symbols.add(trade.symbol()));

        try (ExchangeFixture fixture = new ExchangeFixture(peer -> {
            peer.upgrade();
            peer.next();
            for (String message : messages) {
                peer.textLater(message);
            }
            peer.end();
        })) {
            fixture.run(fixture.feed(exchange, symbols.toArray(String[]::new)));

            List<TestSink.Tick> ticks = fixture.sink.ticks;
            assertThat(ticks.stream()
                            .filter(tick -> tick.size() > 0)
                            .map(RecordedStreamsTest::seen)
                            .toList())
                    .isEqualTo(expected);
            assertThat(fixture.sink.heard).isEqualTo(messages.size());
            assertThat(fixture.sink.rejects).isEmpty();
            assertThat(fixture.sink.gaps).isEmpty();
            assertThat(ticks.size() - trades).isEqualTo(changedQuotes(messages));
        }
    }

    private static Seen seen(TestSink.Tick tick) {
        return new Seen(
                tick.symbol(),
                number(BigDecimal.valueOf(tick.price(), tick.decimals()).toPlainString()),
                number(BigDecimal.valueOf(tick.size(), 8).toPlainString()),
                tick.exchangeTimeNs());
    }

    private static BigDecimal number(String text) {
        return new BigDecimal(text).stripTrailingZeros();
    }

    /** Lines of two recorders: a time in front of what was received, and other lines for what was sent. */
    static List<String> messages(Path file) throws IOException {
        List<String> messages = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int space = line.indexOf(' ');
                if (space > 0 && line.substring(0, space).matches("[0-9.]+:?")) {
                    messages.add(line.substring(space + 1));
                }
            }
        }
        return messages;
    }

    /** In any of the three languages. */
    private static List<Seen> trades(JsonNode message) {
        JsonNode data = message.path("data");
        String type = message.path("type").asText();
        if (data.path("e").asText().equals("trade")) {
            return List.of(new Seen(
                    data.get("s").asText(),
                    number(data.get("p").asText()),
                    number(data.get("q").asText()),
                    data.get("T").asLong() * 1_000_000));
        }
        if (type.equals("match") || type.equals("last_match")) {
            return List.of(new Seen(
                    message.get("product_id").asText(),
                    number(message.get("price").asText()),
                    number(message.get("size").asText()),
                    Times.parse(message.get("time").asText()).orElseThrow()));
        }
        List<Seen> trades = new ArrayList<>();
        if (message.path(2).asText().equals("trade")) {
            message.get(1)
                    .forEach(trade -> trades.add(new Seen(
                            message.get(3).asText(),
                            number(trade.get(0).asText()),
                            number(trade.get(1).asText()),
                            new BigDecimal(trade.get(2).asText())
                                    .movePointRight(9)
                                    .longValueExact())));
        }
        return trades;
    }

    /** Those of a symbol whose best bid or ask is another one, after its first trade; with which others come in. */
    private static int changedQuotes(List<String> messages) throws ProblemException {
        QuoteCount count = new QuoteCount();
        for (String message : messages) {
            JsonNode json = Json.decode(message.getBytes(UTF_8));
            trades(json).forEach(trade -> count.onTrade(trade.symbol()));
            quote(json).ifPresent(quote -> count.onQuote(quote.get(0), quote.get(1), quote.get(2)));
        }
        return count.changes();
    }

    /** Symbol, bid and ask. */
    private static Optional<List<String>> quote(JsonNode message) {
        JsonNode data = message.path("data");
        if (message.path("stream").asText().endsWith("@bookTicker")) {
            return Optional.of(List.of(
                    data.get("s").asText(),
                    data.get("b").asText(),
                    data.get("a").asText()));
        }
        if (message.path("type").asText().equals("ticker")) {
            return Optional.of(List.of(
                    message.get("product_id").asText(),
                    message.get("best_bid").asText(),
                    message.get("best_ask").asText()));
        }
        return Optional.empty();
    }
}
