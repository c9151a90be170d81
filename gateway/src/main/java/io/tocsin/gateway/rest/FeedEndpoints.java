package io.tocsin.gateway.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.Problem;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.contract.json.Words;
import io.tocsin.contract.value.Times;
import io.tocsin.gateway.control.FeedControl;
import io.tocsin.gateway.control.FeedReject;
import io.tocsin.gateway.control.FeedStatus;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Shows the feeds, starts and stops them. */
final class FeedEndpoints {
    private final FeedControl feeds;

    FeedEndpoints(FeedControl feeds) {
        this.feeds = feeds;
    }

    /** By name. */
    Answer list(Request request) {
        ObjectNode all = Json.object();
        ArrayNode items = all.putArray("items");
        feeds.status().forEach(feed -> items.add(json(feed)));
        return Answer.json(200, all);
    }

    /** One that runs goes on. */
    Answer start(Request request) throws ProblemException {
        String name = name(request);
        if (!feeds.start(name) && feeds.isStopping(name)) {
            throw new ProblemException(new Problem(
                    "feed-stopping", "The feed is stopping", 409, "It has been asked to stop, and has not ended yet"));
        }
        return answer(name);
    }

    /** It may not have ended when this is answered: its state says so. */
    Answer stop(Request request) throws ProblemException {
        String name = name(request);
        feeds.stop(name);
        return answer(name);
    }

    /** The newest first. */
    Answer rejects(Request request) throws ProblemException {
        ObjectNode all = Json.object();
        ArrayNode items = all.putArray("items");
        for (FeedReject reject : feeds.rejects(name(request))) {
            items.addObject()
                    .put("time", time(Optional.of(reject.at())))
                    .put("position", reject.position())
                    .put("reason", reject.reason());
        }
        return Answer.json(200, all);
    }

    private String name(Request request) throws ProblemException {
        String name = request.parameter("name");
        if (feeds.status(name).isEmpty()) {
            throw new ProblemException(new Problem("not-found", "Not found", 404, "There is no such feed"));
        }
        return name;
    }

    private Answer answer(String name) {
        return Answer.json(200, json(feeds.status(name).orElseThrow()));
    }

    private static ObjectNode json(FeedStatus feed) {
        ObjectNode json = Json.object()
                .put("name", feed.name())
                .put("state", Words.of(feed.state()))
                .put("ticks", feed.ticks())
                .put(
                        "ticksPerSecond",
                        BigDecimal.valueOf(feed.ticksPerSecond())
                                .setScale(1, RoundingMode.HALF_EVEN)
                                .stripTrailingZeros()
                                .toPlainString())
                .put("lastTick", time(feed.lastTick()))
                .put("lag", lag(feed))
                .put("rejects", feed.rejects())
                .put("conflated", feed.conflated())
                .put("failures", feed.failures())
                .put(
                        "quotaLeft",
                        feed.quotaLeft().isPresent() ? feed.quotaLeft().getAsLong() : null);
        ObjectNode error = feed.lastFailure()
                .map(failure ->
                        Json.object().put("detail", failure.reason()).put("time", time(Optional.of(failure.at()))))
                .orElse(null);
        json.set("lastError", error);
        return json;
    }

    private static String time(Optional<Instant> instant) {
        return instant.map(at -> Times.format(TimeUnit.MILLISECONDS.toNanos(at.toEpochMilli())))
                .orElse(null);
    }

    /** How much later the last tick was taken than it was made at its source. */
    private static String lag(FeedStatus feed) {
        if (feed.lastTick().isEmpty() || feed.lastExchangeTime().isEmpty()) {
            return null;
        }
        Duration lag =
                Duration.between(feed.lastExchangeTime().get(), feed.lastTick().get());
        return Times.formatDuration(TimeUnit.MILLISECONDS.toNanos(lag.toMillis()));
    }
}
