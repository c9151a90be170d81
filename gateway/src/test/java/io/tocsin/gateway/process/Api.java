package io.tocsin.gateway.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** A REST client that knows nothing of the node's code. */
final class Api {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final NodeProcess node;
    private final String token;

    private Api(NodeProcess node, String token) {
        this.node = node;
        this.token = token;
    }

    /** An answer with its body as JSON, or missing when it has none. */
    record Answer(int status, JsonNode body, HttpResponse<String> raw) {
        String header(String name) {
            return raw.headers().firstValue(name).orElse(null);
        }
    }

    static Api anonymous(NodeProcess node) {
        return new Api(node, null);
    }

    static Api withToken(NodeProcess node, String token) {
        return new Api(node, token);
    }

    /** As a user with these scopes, by a dev token. */
    static Api as(NodeProcess node, String user, String... scopes) throws IOException, InterruptedException {
        String body = JSON.writeValueAsString(Map.of("sub", user, "scopes", scopes));
        Answer answer = anonymous(node).post("/v1/dev/token", body);
        if (answer.status() / 100 != 2) {
            throw new IllegalStateException("no token: " + answer);
        }
        return new Api(node, answer.body().path("token").asText());
    }

    String token() {
        return token;
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, null, Map.of());
    }

    Answer delete(String path) throws IOException, InterruptedException {
        return send("DELETE", path, null, Map.of());
    }

    Answer post(String path, String body) throws IOException, InterruptedException {
        return send("POST", path, body, Map.of());
    }

    Answer put(String path, String body) throws IOException, InterruptedException {
        return send("PUT", path, body, Map.of());
    }

    Answer patch(String path, String body) throws IOException, InterruptedException {
        return send("PATCH", path, body, Map.of());
    }

    /** A body is JSON unless the headers say otherwise. */
    Answer send(String method, String path, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(node.http(path))
                .timeout(Duration.ofSeconds(20))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (token != null) {
            request.setHeader("Authorization", "Bearer " + token);
        }
        if (body != null) {
            request.setHeader("Content-Type", "application/json");
        }
        headers.forEach(request::setHeader);
        HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
        String type = response.headers().firstValue("Content-Type").orElse("");
        JsonNode json = type.contains("json") ? JSON.readTree(response.body()) : MissingNode.getInstance();
        return new Answer(response.statusCode(), json, response);
    }
}
