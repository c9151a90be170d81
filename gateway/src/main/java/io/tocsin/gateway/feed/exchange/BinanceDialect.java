package io.tocsin.gateway.feed.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.json.Json;
import io.tocsin.gateway.feed.TickSink;
import java.net.URI;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;

/**
 * Spot trades and best bids and asks of Binance, with the wrapping of combined streams or without. Ids of spot trades
 * step by one; those of futures do not, so this is not for them.
 */
final class BinanceDialect implements ExchangeDialect {
    /** Far from what a message may have at most. */
    private static final int STREAMS_PER_MESSAGE = 200;

    private static final int PAGE = 1_000;
    /** What is wrong with a request by itself has the codes up to here. */
    private static final long LAST_CODE_OF_REQUESTS = 3;

    @Override
    public List<String> subscriptions(List<String> symbols, boolean quotes) {
        List<String> streams = new ArrayList<>();
        for (String symbol : symbols) {
            String name = symbol.toLowerCase(Locale.ROOT);
            streams.add(name + "@trade");
            if (quotes) {
                streams.add(name + "@bookTicker");
            }
        }
        List<String> messages = new ArrayList<>();
        for (int from = 0; from < streams.size(); from += STREAMS_PER_MESSAGE) {
            ObjectNode message = Json.object().put("method", "SUBSCRIBE");
            ArrayNode params = message.putArray("params");
            streams.subList(from, Math.min(from + STREAMS_PER_MESSAGE, streams.size()))
                    .forEach(params::add);
            messages.add(message.put("id", messages.size() + 1).toString());
        }
        return messages;
    }

    @Override
    public boolean refusesTogether() {
        return false;
    }

    @Override
    public void decode(String message, ExchangeEvents events) throws MalformedMessageException, InterruptedException {
        Members root = Members.read(message);
        Members event = root.object("data").or(() -> root.object("event")).orElse(root);
        switch (event.optional("e").orElse("")) {
            case "trade" ->
                events.onTrade(
                        event.text("s"),
                        new Trade(event.whole("t"), event.decimal("p"), event.size("q"), event.epoch("T")));
            case "bookTicker" -> onQuote(event, events);
            case "serverShutdown" -> events.onGoingAway("the exchange is about to shut this server down");
            case "" -> onUntyped(event, events);
            default -> {
                // Of no interest.
            }
        }
    }

    /** Best bids and asks do not say what they are. */
    private static void onUntyped(Members event, ExchangeEvents events)
            throws MalformedMessageException, InterruptedException {
        if (event.optional("u").isPresent() && event.optional("s").isPresent()) {
            onQuote(event, events);
            return;
        }
        Members error = event.object("error").orElse(event);
        if (error.optional("code").isPresent() && error.optional("msg").isPresent()) {
            String code = error.text("code");
            boolean isLasting = !code.startsWith("-") && Texts.whole("code", code) <= LAST_CODE_OF_REQUESTS;
            events.onRequestRefused("code " + code + ": " + error.text("msg"), isLasting);
        }
    }

    private static void onQuote(Members event, ExchangeEvents events)
            throws MalformedMessageException, InterruptedException {
        events.onQuote(event.text("s"), event.decimal("b"), event.decimal("a"), TickSink.NULL_VALUE);
    }

    /** First among the last trades, which need no key and are there at once; then by id. */
    @Override
    public URI archivePage(URI rest, Missing missing, int page, NavigableMap<Long, Trade> found) {
        String symbol = "?symbol=" + URLEncoder.encode(missing.symbol(), UTF_8) + "&limit=" + PAGE;
        return URI.create(rest
                + (page == 0
                        ? "/api/v3/trades" + symbol
                        : "/api/v3/historicalTrades" + symbol + "&fromId=" + missing.firstAfter(found)));
    }

    @Override
    public List<Trade> archived(String answer) throws MalformedMessageException {
        List<Trade> trades = new ArrayList<>();
        for (Members trade : Members.readList(answer)) {
            trades.add(new Trade(trade.whole("id"), trade.decimal("price"), trade.size("qty"), trade.epoch("time")));
        }
        return trades;
    }
}
