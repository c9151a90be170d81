package io.tocsin.gateway.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.json.RequestObject;
import io.tocsin.engine.wire.InputEncoder;
import io.tocsin.gateway.market.Session;
import java.util.List;
import java.util.Optional;

/** Reads when a symbol's market is open. */
final class SessionRequests {
    private static final String MEMBER = "session";

    private SessionRequests() {}

    /** The text of it; empty when the request does not say, and {@link InputEncoder#NONE} when it says null. */
    static String read(RequestObject body) {
        if (!body.has(MEMBER)) {
            return "";
        }
        Optional<JsonNode> value = body.value(MEMBER);
        if (value.isEmpty()) {
            return InputEncoder.NONE;
        }
        return value.get().isTextual() ? readPreset(body, value.get().textValue()) : readHours(body);
    }

    private static String readPreset(RequestObject body, String name) {
        if (!name.equals(Session.FX)) {
            body.error(MEMBER, Session.RULE);
        }
        return name;
    }

    /** What it returns means something only when no error was noted. */
    private static String readHours(RequestObject body) {
        Optional<RequestObject> object = body.object(MEMBER);
        if (object.isEmpty()) {
            return "";
        }
        object.get().require("timeZone");
        object.get().require("hours");
        Optional<String> zone = object.get().text("timeZone");
        Optional<List<JsonNode>> hours = object.get().array("hours");
        object.get().rejectUnknown();
        if (zone.isEmpty() || hours.isEmpty()) {
            return "";
        }
        // What is no text becomes one that is no hours.
        Optional<Session> session = Session.parse(
                zone.get(), hours.get().stream().map(JsonNode::asText).toList());
        if (session.isEmpty()) {
            body.error(MEMBER, Session.RULE);
        }
        return session.map(Session::text).orElse("");
    }
}
