package io.tocsin.gateway.websocket.out;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.Problem;

/** The messages of the server but for market data and alerts. Any thread. */
public final class Messages {
    private Messages() {}

    /** To be completed by the caller. */
    public static ObjectNode ok(JsonNode id) {
        return answer("ok", id);
    }

    public static ObjectNode error(JsonNode id, String code, String detail) {
        return answer("error", id).put("code", code).put("detail", detail);
    }

    public static ObjectNode error(JsonNode id, Problem problem) {
        ObjectNode error = error(id, problem.code(), problem.detail());
        if (!problem.errors().isEmpty()) {
            ArrayNode list = error.putArray("errors");
            problem.errors()
                    .forEach(
                            fault -> list.addObject().put("pointer", fault.at()).put("detail", fault.detail()));
        }
        return error;
    }

    public static byte[] heartbeat(long sequence) {
        return ("{\"type\":\"heartbeat\",\"sequence\":" + sequence + "}").getBytes(US_ASCII);
    }

    /**
     * The last message before the close.
     *
     * @param reconnectAfterMs null when the client should not come back.
     */
    public static byte[] bye(String reason, Long reconnectAfterMs) {
        return Json.encode(of("bye").put("reason", reason).put("reconnectAfterMs", reconnectAfterMs));
    }

    /**
     * What follows the missed alerts.
     *
     * @param from the event after which all are there, or the first that is when it is not complete; may be null.
     */
    public static byte[] resumed(boolean complete, String from) {
        return Json.encode(of("resumed").put("complete", complete).put("from", from));
    }

    private static ObjectNode answer(String type, JsonNode id) {
        ObjectNode answer = of(type);
        if (id != null) {
            answer.set("id", id);
        }
        return answer;
    }

    private static ObjectNode of(String type) {
        return Json.object().put("type", type);
    }
}
