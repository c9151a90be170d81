package io.tocsin.gateway.cli.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Tokens of a node in auth mode {@code dev}, which gives them to whoever asks. Any thread. */
public final class DevTokens implements TokenSource {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final URI route;
    private final String user;

    /**
     * Asks for tokens of a user when they are needed.
     *
     * @param rest scheme, host and port of the node's REST interface.
     */
    public DevTokens(URI rest, String user) {
        this.route = rest.resolve("/v1/dev/token");
        this.user = user;
    }

    @Override
    public String token() throws IOException, InterruptedException, WatchException {
        byte[] body = json.writeValueAsBytes(Map.of("sub", user, "scopes", List.of("alerts")));
        HttpResponse<byte[]> response = post(body);
        if (response.statusCode() == 503) {
            throw new IOException(route + ": the node is not ready");
        }
        if (response.statusCode() / 100 != 2) {
            throw new WatchException(route + " gave no token (status " + response.statusCode() + "): pass --token");
        }
        JsonNode token = json.readTree(response.body()).path("token");
        if (!token.isTextual()) {
            throw new WatchException(route + " is not a Tocsin node");
        }
        return token.textValue();
    }

    private HttpResponse<byte[]> post(byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(route)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (ConnectException nobodyThere) {
            throw new IOException("nothing listens at " + route, nobodyThere);
        }
    }
}
