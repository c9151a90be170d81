package io.tocsin.gateway.feed.exchange;

import com.fasterxml.jackson.core.JsonToken;
import java.util.List;

/** Trades of version 1 of Kraken's stream: {@code [channel, [[price, volume, time, ...], ...], "trade", pair]}. */
final class KrakenV1 {
    private KrakenV1() {}

    private record Update(List<List<String>> rows, String channel, String pair) {}

    static void decode(String message, ExchangeEvents events) throws MalformedMessageException, InterruptedException {
        Update update = read(message);
        if (!update.channel().equals("trade")) {
            return;
        }
        for (List<String> row : update.rows()) {
            if (row.size() < 3) {
                throw new MalformedMessageException("a trade has no time");
            }
            events.onTrade(
                    update.pair(),
                    new Trade(
                            Trade.NO_ID,
                            Texts.decimal("price", row.get(0)),
                            Texts.size("volume", row.get(1)),
                            Texts.seconds("time", row.get(2))));
        }
    }

    private static Update read(String message) throws MalformedMessageException {
        return Members.parse(message, json -> {
            List<List<String>> rows = List.of();
            String channel = "";
            String pair = "";
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (json.currentToken() == JsonToken.START_ARRAY) {
                    rows = Members.rows(json);
                } else if (json.currentToken() == JsonToken.VALUE_STRING) {
                    channel = pair;
                    pair = json.getText();
                } else {
                    json.skipChildren();
                }
            }
            return new Update(rows, channel, pair);
        });
    }
}
