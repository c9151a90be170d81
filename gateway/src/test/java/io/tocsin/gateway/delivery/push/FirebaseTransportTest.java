package io.tocsin.gateway.delivery.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tocsin.engine.JdkDependent;
import io.tocsin.gateway.delivery.push.PushTransport.Outcome;
import io.tocsin.gateway.delivery.push.PushTransport.Result;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SDK against a provider of this test's own, over HTTP. */
@JdkDependent
class FirebaseTransportTest {
    private static final int MAX_CONCURRENT = 4;
    private static final String FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError";

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, JsonNode> received = new ConcurrentHashMap<>();
    private final AtomicInteger concurrent = new AtomicInteger();
    private final AtomicInteger mostConcurrent = new AtomicInteger();
    private final ExecutorService serverThreads = Executors.newCachedThreadPool();
    private volatile String retryAfter = "";
    private HttpServer server;
    private FirebaseTransport transport;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/projects/bells/messages:send", this::answer);
        server.setExecutor(serverThreads);
        server.start();
        GoogleCredentials credentials = GoogleCredentials.create(
                new AccessToken("secret", Date.from(Instant.now().plusSeconds(3600))));
        NetHttpTransport http = new NetHttpTransport.Builder()
                .setConnectionFactory(this::connectToServer)
                .build();
        transport = FirebaseTransport.of(credentials, "bells", http, MAX_CONCURRENT);
    }

    @AfterEach
    void stop() {
        transport.close();
        server.stop(0);
        serverThreads.shutdownNow();
    }

    @Test
    void shouldSendWhatADeviceNeedsToShowAFiringOnce() throws Exception {
        PushMessage message = new PushMessage(
                "81240-0", "default\nalice", "phone", "BTCUSD 850.01", "BTCUSD rose", Map.of("alert", "1042"));

        assertThat(send(message)).containsExactly(new Result(Outcome.DELIVERED, ""));

        JsonNode sent = received.get("phone");
        assertThat(sent.at("/notification/title").asText()).isEqualTo("BTCUSD 850.01");
        assertThat(sent.at("/notification/body").asText()).isEqualTo("BTCUSD rose");
        assertThat(sent.at("/data/alert").asText()).isEqualTo("1042");
        assertThat(sent.at("/android/notification/tag").asText()).isEqualTo("81240-0");
        assertThat(sent.at("/android/priority").asText()).isEqualTo("high");
        assertThat(sent.at("/apns/headers/apns-collapse-id").asText()).isEqualTo("81240-0");
        assertThat(sent.at("/webpush/notification/tag").asText()).isEqualTo("81240-0");
    }

    @Test
    void shouldSayOutcomesApart() throws Exception {
        List<Result> results = send(messages(
                "ok",
                "404 UNREGISTERED",
                "400 INVALID_ARGUMENT token",
                "400 INVALID_ARGUMENT data",
                "403 SENDER_ID_MISMATCH",
                "429 QUOTA_EXCEEDED",
                "500 INTERNAL",
                "401 THIRD_PARTY_AUTH_ERROR",
                "200 unexpected"));

        assertThat(results)
                .extracting(Result::outcome)
                .containsExactly(
                        Outcome.DELIVERED,
                        Outcome.TOKEN_GONE,
                        Outcome.TOKEN_GONE,
                        Outcome.REFUSED,
                        Outcome.REFUSED,
                        Outcome.RETRY,
                        Outcome.RETRY,
                        Outcome.RETRY,
                        Outcome.RETRY);
        assertThat(results.get(1).reason()).startsWith("UNREGISTERED: ");
    }

    @Test
    void shouldLeaveTheProviderAloneForAsLongAsItWants() {
        retryAfter = "37";
        assertThat(send(messages("429 QUOTA_EXCEEDED")))
                .extracting(Result::atLeast)
                .containsExactly(Duration.ofSeconds(37));
        retryAfter = "Wed, 21 Oct 2026 07:28:00 GMT";
        assertThat(send(messages("429 QUOTA_EXCEEDED")))
                .extracting(Result::atLeast)
                .containsExactly(Duration.ZERO);
    }

    @Test
    void shouldSendManyOverFewThreads() throws Exception {
        String[] tokens = IntStream.range(0, 100).mapToObj(i -> "phone-" + i).toArray(String[]::new);

        List<Result> results = send(messages(tokens));

        assertThat(results).hasSize(100).containsOnly(new Result(Outcome.DELIVERED, ""));
        assertThat(received).hasSize(100);
        assertThat(mostConcurrent.get()).isLessThanOrEqualTo(MAX_CONCURRENT);
    }

    @Test
    void shouldAskForAnotherTryWhenNobodyAnswers() throws Exception {
        server.stop(0);

        assertThat(send(messages("phone"))).extracting(Result::outcome).containsExactly(Outcome.RETRY);
    }

    @Test
    void shouldRefuseAFileThatIsNoServiceAccount(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("account.json"), "{\"type\":\"service_account\"}");

        assertThatThrownBy(() -> FirebaseTransport.open(file, 1)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> FirebaseTransport.open(directory.resolve("missing"), 1))
                .isInstanceOf(IOException.class);
    }

    private List<Result> send(PushMessage... messages) {
        List<CompletableFuture<Result>> results = Arrays.stream(messages)
                .map(message -> transport.send(message).toCompletableFuture())
                .toList();
        return results.stream().map(CompletableFuture::join).toList();
    }

    private static PushMessage[] messages(String... tokens) {
        return IntStream.range(0, tokens.length)
                .mapToObj(i -> new PushMessage(i + "-0", "default\nalice", tokens[i], "title", "body", Map.of()))
                .toArray(PushMessage[]::new);
    }

    private HttpURLConnection connectToServer(URL url) throws IOException {
        assertThat(url.getHost()).isEqualTo("fcm.googleapis.com");
        URI here = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + url.getPath());
        return (HttpURLConnection) here.toURL().openConnection();
    }

    /** A token of the form {@code status code [what]} gets that answer. */
    private void answer(HttpExchange exchange) throws IOException {
        mostConcurrent.accumulateAndGet(concurrent.incrementAndGet(), Math::max);
        JsonNode message = json.readTree(exchange.getRequestBody()).get("message");
        String token = message.get("token").asText();
        received.put(token, message);
        boolean authorized = "Bearer secret".equals(exchange.getRequestHeaders().getFirst("Authorization"));
        String[] wanted = token.split(" ", 3);
        int status = !authorized ? 401 : wanted.length > 1 ? Integer.parseInt(wanted[0]) : 200;
        concurrent.decrementAndGet();
        if (!retryAfter.isEmpty()) {
            exchange.getResponseHeaders().set("Retry-After", retryAfter);
        }
        String ok = wanted.length > 1 ? "no JSON" : "{\"name\":\"projects/bells/messages/1\"}";
        respond(exchange, status, status == 200 ? ok : error(status, wanted));
    }

    private static String error(int status, String[] wanted) {
        String what = wanted.length < 3 ? "something" : wanted[2].equals("token") ? "registration token" : wanted[2];
        return """
                {"error":{"code":%s,"message":"The %s is not valid","status":"UNKNOWN",
                 "details":[{"@type":"%s","errorCode":"%s"}]}}""".formatted(status, what, FCM_ERROR, wanted[1]);
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }
}
