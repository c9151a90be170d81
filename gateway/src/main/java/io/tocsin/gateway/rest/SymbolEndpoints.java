package io.tocsin.gateway.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.json.FieldError;
import io.tocsin.contract.json.FieldErrors;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.Problem;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.contract.json.RequestObject;
import io.tocsin.contract.value.Decimals;
import io.tocsin.contract.value.SymbolNames;
import io.tocsin.engine.wire.InputEncoder;
import io.tocsin.gateway.command.Commands;
import io.tocsin.gateway.command.Outcome;
import io.tocsin.gateway.command.Refusals;
import io.tocsin.gateway.command.SymbolReply;
import io.tocsin.gateway.command.SymbolSettings;
import io.tocsin.gateway.market.Symbol;
import io.tocsin.gateway.market.SymbolDirectory;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Shows symbols and sets their properties. */
final class SymbolEndpoints {
    private static final int MAX_LIMIT = 500;
    private static final int MAX_DECIMALS = 12;
    private static final BigDecimal MAX_JUMP_PERCENT = BigDecimal.valueOf(100_000_000);
    private static final String FEED_NAME = "[a-z0-9][a-z0-9-]{0,63}";
    private static final long DAY_NS = TimeUnit.DAYS.toNanos(1);

    private final Commands commands;
    private final SymbolDirectory symbols;
    private final SymbolJson json;

    SymbolEndpoints(Commands commands, SymbolDirectory symbols, SymbolJson json) {
        this.commands = commands;
        this.symbols = symbols;
        this.json = json;
    }

    /** In the order of registration. */
    Answer list(Request request) throws ProblemException {
        FieldErrors errors = new FieldErrors();
        int limit = request.integer("limit", MAX_LIMIT, 1, MAX_LIMIT, errors);
        long from = Cursor.decode(request, errors);
        errors.throwIfAny();
        List<Symbol> all = symbols.all();
        ObjectNode page = Json.object();
        ArrayNode items = page.putArray("items");
        all.stream().skip(from).limit(limit).map(json::of).forEach(items::add);
        long next = from + items.size();
        page.put("nextCursor", next < all.size() ? Cursor.encode(next) : null);
        return Answer.json(200, page);
    }

    Answer get(Request request) throws ProblemException {
        return symbols.find(request.parameter("symbol"))
                .map(symbol -> Answer.json(200, json.of(symbol)))
                .orElseThrow(() ->
                        new ProblemException(new Problem("not-found", "Not found", 404, "There is no such symbol")));
    }

    CompletionStage<Answer> configure(Request request) throws ProblemException {
        FieldErrors errors = new FieldErrors();
        String name = request.parameter("symbol");
        if (!SymbolNames.isValid(name)) {
            errors.add(new FieldError(FieldError.Part.PARAMETER, "symbol", SymbolNames.RULE));
        }
        RequestObject body = new RequestObject(Json.decode(request.body()), "", errors);
        SymbolSettings settings = new SymbolSettings(
                body.integer("decimals", 0, MAX_DECIMALS),
                readMaxJump(body),
                readDayRoll(body),
                SessionRequests.read(body),
                readFeed(body));
        body.rejectUnknown();
        errors.throwIfAny();
        return commands.configureSymbol(name, settings)
                .thenApply(outcome -> outcome instanceof Outcome.Applied<SymbolReply> applied
                        ? Answer.json(200, json.of(applied.reply().symbol()))
                        : Answer.of(Refusals.problemOf(outcome, "")));
    }

    /** Null removes the bound, as 0 does. */
    private static OptionalLong readMaxJump(RequestObject body) {
        Optional<BigDecimal> percent = body.decimal("maxJumpPercent");
        if (percent.isEmpty()) {
            return body.has("maxJumpPercent") ? OptionalLong.of(0) : OptionalLong.empty();
        }
        boolean inRange = percent.get().signum() >= 0 && percent.get().compareTo(MAX_JUMP_PERCENT) <= 0;
        if (!inRange || !Decimals.isExact(percent.get(), Decimals.PERCENT_DECIMALS)) {
            body.error(
                    "maxJumpPercent",
                    "must be from 0 to " + MAX_JUMP_PERCENT + " with at most " + Decimals.PERCENT_DECIMALS
                            + " decimals");
        }
        return OptionalLong.of(Decimals.toUnits(percent.get(), Decimals.PERCENT_DECIMALS));
    }

    /** Null removes it. */
    private static String readFeed(RequestObject body) {
        if (body.has("feed") && body.value("feed").isEmpty()) {
            return InputEncoder.NONE;
        }
        Optional<String> feed = body.text("feed");
        if (feed.isPresent() && !feed.get().matches(FEED_NAME)) {
            body.error("feed", "must be the name of a feed: 1 to 64 lower-case letters, digits and hyphens");
        }
        return feed.orElse("");
    }

    private static OptionalLong readDayRoll(RequestObject body) {
        OptionalLong dayRollNs = body.signedDuration("dayRoll");
        if (dayRollNs.isPresent() && (dayRollNs.getAsLong() <= -DAY_NS || dayRollNs.getAsLong() >= DAY_NS)) {
            body.error("dayRoll", "must be shorter than a day, forward or back");
        }
        return dayRollNs;
    }
}
