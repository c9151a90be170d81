package io.tocsin.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.contract.json.Problem;
import io.tocsin.gateway.deadline.Deadline;
import io.tocsin.gateway.http.RawHttp;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that take their time. */
@Timeout(60)
class StrictSourceTest {
    private static final StrictSource.Timeouts TIMEOUTS = new StrictSource.Timeouts(300, 600);

    private HttpListener listener;

    @BeforeEach
    void start() throws IOException {
        listener =
                new HttpListener(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1, TIMEOUTS, this::handle);
        listener.start();
    }

    @AfterEach
    void stop() {
        listener.close(Deadline.after(Duration.ofSeconds(10)));
    }

    @Test
    void shouldNotWaitForTheRestOfAHead() throws Exception {
        for (String before : new String[] {"", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"}) {
            try (RawHttp client = connect().send(before + "GET / HTTP/1.1\r\nHo")) {
                RawHttp.Response answer = client.read();
                if (!before.isEmpty()) {
                    assertThat(answer.status()).isEqualTo(200);
                    answer = client.read();
                }
                assertTimeout(answer);
                assertThat(client.read()).isNull();
            }
        }
    }

    /** However often there is a little more of it. */
    @Test
    void shouldNotWaitForAHeadThatDrips() throws Exception {
        try (RawHttp client = connect().send("GET / HTTP/1.1\r\n")) {
            while (!client.hasAnswer(50)) {
                client.send("X");
            }
            assertTimeout(client.read());
        }
    }

    @Test
    void shouldNotWaitForTheRestOfABody() throws Exception {
        for (String body : new String[] {
            "Content-Length: 9\r\n\r\n{",
            "Transfer-Encoding: chunked\r\n\r\n9\r\n{",
            "Transfer-Encoding: chunked\r\n\r\n1"
        }) {
            try (RawHttp client = connect().send("POST / HTTP/1.1\r\nHost: x\r\n" + body)) {
                assertTimeout(client.read());
                assertThat(client.read()).isNull();
            }
        }
    }

    @Test
    void shouldWaitForABodyThatGoesOnAndForTheNextRequest() throws Exception {
        try (RawHttp client = connect().send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n")) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.hasAnswer(TIMEOUTS.bodyMs() / 3)).isFalse();
                client.send("x");
            }
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.hasAnswer(2 * TIMEOUTS.bodyMs())).isFalse();
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    private static void assertTimeout(RawHttp.Response answer) {
        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.code()).isEqualTo("request-timeout");
        assertThat(answer.closes()).isTrue();
    }

    private RawHttp connect() throws IOException {
        return new RawHttp(listener.address());
    }

    private void handle(HttpServerExchange exchange) {
        Optional<Problem> refusal = StrictSource.refusal(exchange);
        if (refusal.isPresent()) {
            send(exchange, refusal.get());
        } else {
            new BodyReceiver(exchange, body -> exchange.endExchange(), problem -> send(exchange, problem)).receive();
        }
    }

    private static void send(HttpServerExchange exchange, Problem problem) {
        Answer answer = Answer.of(problem);
        exchange.setStatusCode(answer.status());
        exchange.getResponseHeaders().put(Headers.CONNECTION, "close");
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
        exchange.getResponseSender().send(ByteBuffer.wrap(answer.body()));
    }
}
