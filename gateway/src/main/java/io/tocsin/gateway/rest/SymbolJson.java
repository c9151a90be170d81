package io.tocsin.gateway.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.Words;
import io.tocsin.contract.value.Decimals;
import io.tocsin.contract.value.Times;
import io.tocsin.engine.projection.Quote;
import io.tocsin.engine.projection.QuoteBoard;
import io.tocsin.gateway.market.Session;
import io.tocsin.gateway.market.Symbol;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/** Symbols with their quotes, as users see them. Any thread. */
final class SymbolJson {
    private final QuoteBoard quotes;

    SymbolJson(QuoteBoard quotes) {
        this.quotes = quotes;
    }

    /** All about the price is null as long as there is none. */
    ObjectNode of(Symbol symbol) {
        ObjectNode json = Json.object()
                .put("symbol", symbol.name())
                .put("name", symbol.name())
                .put("decimals", symbol.decimals());
        Quote quote = new Quote();
        if (quotes.read(symbol.id(), quote)) {
            int decimals = symbol.decimals();
            json.put("last", price(quote.last(), decimals))
                    .put("previous", price(quote.previous(), decimals))
                    .put("dayOpen", price(quote.dayOpen(), decimals))
                    .put("dayHigh", price(quote.dayHigh(), decimals))
                    .put("dayLow", price(quote.dayLow(), decimals))
                    .put("dayVolume", Decimals.format(quote.dayVolume(), Decimals.SIZE_DECIMALS))
                    .put("changePercent", changePercent(quote.dayOpen(), quote.last()))
                    .put("time", Times.format(quote.timeNs()))
                    .put("sequence", quote.sequence());
            putIfKnown(json, "bid", quote.bid(), decimals);
            putIfKnown(json, "ask", quote.ask(), decimals);
        } else {
            json.putNull("last")
                    .putNull("previous")
                    .putNull("dayOpen")
                    .putNull("dayHigh")
                    .putNull("dayLow")
                    .putNull("dayVolume")
                    .putNull("changePercent")
                    .putNull("time")
                    .putNull("sequence");
        }
        boolean bounded = symbol.maxJumpPpm() > 0;
        json.put("maxJumpPercent", bounded ? Decimals.format(symbol.maxJumpPpm(), Decimals.PERCENT_DECIMALS) : null)
                .put("dayRoll", Times.formatDuration(symbol.dayRollNs()))
                .put("state", Words.of(symbol.state()));
        putSession(json, Session.parse(symbol.session()));
        return json.put("feed", symbol.feed().isEmpty() ? null : symbol.feed());
    }

    private static void putSession(ObjectNode json, Optional<Session> session) {
        if (session.isEmpty()) {
            json.putNull("session");
        } else if (session.get().text().equals(Session.FX)) {
            json.put("session", Session.FX);
        } else {
            ObjectNode hours = json.putObject("session")
                    .put("timeZone", session.get().zone().getId());
            ArrayNode ranges = hours.putArray("hours");
            session.get().ranges().forEach(ranges::add);
        }
    }

    private static void putIfKnown(ObjectNode json, String name, long units, int decimals) {
        if (units != Quote.NULL_VALUE) {
            json.put(name, price(units, decimals));
        }
    }

    private static String price(long units, int decimals) {
        return units == Quote.NULL_VALUE ? null : Decimals.format(units, decimals);
    }

    private static String changePercent(long from, long to) {
        BigDecimal percent = BigDecimal.valueOf(to)
                .subtract(BigDecimal.valueOf(from))
                .scaleByPowerOfTen(2)
                .divide(BigDecimal.valueOf(from), Decimals.PERCENT_DECIMALS, RoundingMode.HALF_EVEN)
                .stripTrailingZeros();
        return percent.toPlainString();
    }
}
