package io.tocsin.gateway.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.Problem;
import java.util.LinkedHashMap;
import java.util.Map;

/** A response before it becomes one of Undertow's. Nobody compares two of them. */
@SuppressWarnings("ArrayRecordComponent")
record Answer(int status, Map<String, String> headers, byte[] body) {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;
    /** Seconds; what fills up here empties within one. */
    private static final String RETRY_AFTER = "1";

    static Answer noContent() {
        return new Answer(204, Map.of(), new byte[0]);
    }

    static Answer notModified() {
        return new Answer(304, Map.of(), new byte[0]);
    }

    static Answer json(int status, JsonNode json) {
        return bytes(status, MediaTypes.JSON, Json.encode(json));
    }

    static Answer bytes(int status, String contentType, byte[] body) {
        return new Answer(status, Map.of("Content-Type", contentType), body);
    }

    /** With a Retry-After where the status calls for one. */
    static Answer of(Problem problem) {
        Answer answer = bytes(problem.status(), MediaTypes.PROBLEM, Json.encode(problem.toJson()));
        boolean passes = problem.status() == TOO_MANY_REQUESTS || problem.status() == UNAVAILABLE;
        return passes ? answer.with("Retry-After", RETRY_AFTER) : answer;
    }

    Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body);
    }
}
