package io.tocsin.gateway.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.Problem;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.gateway.command.Refusals;
import io.tocsin.gateway.control.FeedControl;
import io.tocsin.gateway.control.FeedState;
import io.tocsin.gateway.control.FeedStatus;
import io.tocsin.gateway.metrics.Metrics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What machines ask of the node itself. */
final class NodeEndpoints {
    private final BooleanSupplier ready;
    private final BooleanSupplier diskFull;
    private final FeedControl feeds;
    private final Metrics metrics;

    NodeEndpoints(BooleanSupplier ready, BooleanSupplier diskFull, FeedControl feeds, Metrics metrics) {
        this.feeds = feeds;
        this.ready = ready;
        this.diskFull = diskFull;
        this.metrics = metrics;
    }

    Answer health(Request request) {
        return Answer.json(200, Json.object().put("status", "up"));
    }

    Answer readiness(Request request) throws ProblemException {
        if (!ready.getAsBoolean()) {
            throw new ProblemException(
                    new Problem("recovering", "The node is not ready", 503, "It reads its journal; try again soon"));
        }
        if (diskFull.getAsBoolean()) {
            throw new ProblemException(Refusals.diskFull());
        }
        ObjectNode json = Json.object().put("status", "ready");
        List<FeedStatus> disabled = feeds.status().stream()
                .filter(feed -> feed.state() == FeedState.DISABLED)
                .toList();
        if (!disabled.isEmpty()) {
            ArrayNode warnings = json.putArray("warnings");
            disabled.forEach(feed -> warnings.add("feed " + feed.name() + " is disabled: "
                    + feed.lastFailure().map(FeedStatus.Failure::reason).orElse("")));
        }
        return Answer.json(200, json);
    }

    Answer metrics(Request request) {
        return Answer.bytes(200, Metrics.CONTENT_TYPE, metrics.scrape());
    }

    /** A specification that the jar carries. */
    static Endpoint.Immediate specification(String name, String mediaType) {
        byte[] text = read(name);
        return request -> Answer.bytes(200, mediaType, text);
    }

    private static byte[] read(String name) {
        try (InputStream resource = NodeEndpoints.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return resource.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
