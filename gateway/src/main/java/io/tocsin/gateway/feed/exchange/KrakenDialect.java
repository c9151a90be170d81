package io.tocsin.gateway.feed.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.json.Json;
import io.tocsin.gateway.feed.TickSink;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Trades and tickers of Kraken, version 2; trades of version 1, which have no ids, are understood as well. */
final class KrakenDialect implements ExchangeDialect {
    private static final int SYMBOLS_PER_MESSAGE = 100;
    private static final int PAGE = 1_000;
    /** Times of the archive are a little less exact than those of the stream. */
    private static final long BACK_NS = TimeUnit.MILLISECONDS.toNanos(1);

    @Override
    public List<String> subscriptions(List<String> symbols, boolean quotes) {
        List<String> messages = new ArrayList<>();
        for (int from = 0; from < symbols.size(); from += SYMBOLS_PER_MESSAGE) {
            List<String> part = symbols.subList(from, Math.min(from + SYMBOLS_PER_MESSAGE, symbols.size()));
            ObjectNode trades = subscription("trade", part);
            trades.withObject("params").put("snapshot", false);
            messages.add(trades.toString());
            if (quotes) {
                ObjectNode tickers = subscription("ticker", part);
                tickers.withObject("params").put("event_trigger", "bbo");
                messages.add(tickers.toString());
            }
        }
        return messages;
    }

    private static ObjectNode subscription(String channel, List<String> symbols) {
        ObjectNode message = Json.object().put("method", "subscribe");
        ObjectNode params = message.putObject("params").put("channel", channel);
        ArrayNode names = params.putArray("symbol");
        symbols.forEach(names::add);
        return message;
    }

    @Override
    public boolean refusesTogether() {
        return false;
    }

    @Override
    public Optional<String> ping() {
        return Optional.of("{\"method\":\"ping\"}");
    }

    @Override
    public void decode(String message, ExchangeEvents events) throws MalformedMessageException, InterruptedException {
        if (message.stripLeading().startsWith("[")) {
            KrakenV1.decode(message, events);
            return;
        }
        Members event = Members.read(message);
        if (event.is("channel", "trade")) {
            for (Members trade : event.objects("data")) {
                events.onTrade(
                        trade.text("symbol"),
                        new Trade(
                                trade.whole("trade_id"),
                                trade.decimal("price"),
                                trade.size("qty"),
                                trade.rfc3339("timestamp")));
            }
        } else if (event.is("channel", "ticker")) {
            for (Members ticker : event.objects("data")) {
                onTicker(ticker, events);
            }
        } else if (event.is("method", "subscribe") && event.is("success", "false")) {
            String reason = event.optional("error").orElse("refused");
            event.optional("symbol")
                    .ifPresentOrElse(
                            symbol -> events.onSymbolRefused(symbol, reason),
                            () -> events.onRequestRefused(reason, false));
        }
    }

    private static void onTicker(Members ticker, ExchangeEvents events)
            throws MalformedMessageException, InterruptedException {
        if (ticker.optional("bid").isPresent() && ticker.optional("ask").isPresent()) {
            long timeNs = ticker.optional("timestamp").isPresent() ? ticker.rfc3339("timestamp") : TickSink.NULL_VALUE;
            events.onQuote(ticker.text("symbol"), ticker.decimal("bid"), ticker.decimal("ask"), timeNs);
        }
    }

    /** Answers begin with the oldest one that is newer than {@code since}. */
    @Override
    public URI archivePage(URI rest, Missing missing, int page, NavigableMap<Long, Trade> found) {
        long sinceNs = found.isEmpty()
                ? missing.sinceNs()
                : found.lastEntry().getValue().timeNs();
        return URI.create(rest + "/0/public/Trades?pair=" + URLEncoder.encode(missing.symbol(), UTF_8)
                + "&assetVersion=1&count=" + PAGE + "&since=" + (sinceNs - BACK_NS));
    }

    @Override
    public List<Trade> archived(String answer) throws MalformedMessageException {
        List<Trade> trades = new ArrayList<>();
        for (List<String> row : Members.parse(answer, KrakenDialect::archivedRows)) {
            if (row.size() < 7) {
                throw new MalformedMessageException("a trade has no id");
            }
            trades.add(new Trade(
                    Texts.whole("id", row.get(6)),
                    Texts.decimal("price", row.get(0)),
                    Texts.size("volume", row.get(1)),
                    Texts.seconds("time", row.get(2))));
        }
        return trades;
    }

    /** The rows of the only list in the result, whose name is the pair in one writing or another. */
    private static List<List<String>> archivedRows(JsonParser json) throws IOException, MalformedMessageException {
        List<List<String>> rows = new ArrayList<>();
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw new MalformedMessageException("it is no JSON object");
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            boolean isError = json.currentName().equals("error");
            boolean isResult = json.currentName().equals("result");
            JsonToken value = json.nextToken();
            if (isError && value == JsonToken.START_ARRAY && json.nextToken() != JsonToken.END_ARRAY) {
                throw new MalformedMessageException("refused: " + json.getText());
            }
            if (isResult && value == JsonToken.START_OBJECT) {
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    if (json.nextToken() == JsonToken.START_ARRAY) {
                        rows.addAll(Members.rows(json));
                    }
                    json.skipChildren();
                }
            } else {
                json.skipChildren();
            }
        }
        return rows;
    }
}
