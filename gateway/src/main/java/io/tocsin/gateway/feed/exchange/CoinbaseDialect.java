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
import java.util.NavigableMap;
import java.util.Optional;

/** Matches and tickers of Coinbase Exchange, with a heartbeat a second. */
final class CoinbaseDialect implements ExchangeDialect {
    private static final int PRODUCTS_PER_MESSAGE = 100;
    private static final int PAGE = 1_000;

    @Override
    public List<String> subscriptions(List<String> symbols, boolean quotes) {
        List<String> messages = new ArrayList<>();
        for (int from = 0; from < symbols.size(); from += PRODUCTS_PER_MESSAGE) {
            ObjectNode message = Json.object().put("type", "subscribe");
            ArrayNode products = message.putArray("product_ids");
            symbols.subList(from, Math.min(from + PRODUCTS_PER_MESSAGE, symbols.size()))
                    .forEach(products::add);
            ArrayNode channels = message.putArray("channels").add("matches").add("heartbeat");
            if (quotes) {
                channels.add("ticker");
            }
            messages.add(message.toString());
        }
        return messages;
    }

    @Override
    public boolean refusesTogether() {
        return true;
    }

    @Override
    public void decode(String message, ExchangeEvents events) throws MalformedMessageException, InterruptedException {
        Members event = Members.read(message);
        switch (event.optional("type").orElse("")) {
            case "match" -> events.onTrade(event.text("product_id"), trade(event));
            case "last_match" -> events.onLastTrade(event.text("product_id"), trade(event));
            case "ticker" -> onTicker(event, events);
            case "error" -> onError(event, events);
            default -> {
                // Of no interest.
            }
        }
    }

    private static Trade trade(Members trade) throws MalformedMessageException {
        return new Trade(trade.whole("trade_id"), trade.decimal("price"), trade.size("size"), trade.rfc3339("time"));
    }

    /** One that has not been traded yet has no bid, no ask or no time. */
    private static void onTicker(Members event, ExchangeEvents events)
            throws MalformedMessageException, InterruptedException {
        if (event.optional("best_bid").isPresent() && event.optional("best_ask").isPresent()) {
            long timeNs = event.optional("time").isPresent() ? event.rfc3339("time") : TickSink.NULL_VALUE;
            events.onQuote(event.text("product_id"), event.decimal("best_bid"), event.decimal("best_ask"), timeNs);
        }
    }

    /** The product that is refused stands in the reason. */
    private static void onError(Members event, ExchangeEvents events) {
        Optional<String> reason = event.optional("reason");
        String text = event.optional("message").orElse("error")
                + reason.map(detail -> ": " + detail).orElse("");
        Optional<String> product = reason.filter(detail -> detail.endsWith(" is not a valid product"))
                .map(detail -> detail.substring(0, detail.indexOf(' ')));
        if (product.isPresent() && !product.get().isEmpty()) {
            events.onSymbolRefused(product.get(), text);
        } else {
            events.onRequestRefused(text, false);
        }
    }

    /** Answers begin with the newest one that is older than {@code after}. */
    @Override
    public URI archivePage(URI rest, Missing missing, int page, NavigableMap<Long, Trade> found) {
        long after = found.isEmpty() || found.firstKey() == missing.firstId() ? missing.lastId() + 1 : found.firstKey();
        return URI.create(rest + "/products/" + URLEncoder.encode(missing.symbol(), UTF_8) + "/trades?limit=" + PAGE
                + "&after=" + after);
    }

    @Override
    public List<Trade> archived(String answer) throws MalformedMessageException {
        List<Trade> trades = new ArrayList<>();
        for (Members trade : Members.readList(answer)) {
            trades.add(trade(trade));
        }
        return trades;
    }
}
