package io.tocsin.gateway.websocket.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.gateway.http.LogWatch;
import io.tocsin.gateway.http.RawHttp;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP side of the WebSocket port: an upgrade, or a problem document, and nothing in the log. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpgradeTest {
    private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private static final String GOOD = "GET /v1/stream HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
            + "Connection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n" + KEY + "\r\n";
    /** A ping without a payload, masked with zeros. */
    private static final String PING = "\u0089\u0080\0\0\0\0";

    private ServerFixture fixture;
    private LogWatch log;

    @BeforeAll
    void start(@TempDir Path directory) {
        fixture = new ServerFixture(
                directory,
                ServerFixture.LIMITS,
                ServerFixture.timing(Duration.ofSeconds(10), Duration.ofMillis(1_500)));
    }

    @AfterAll
    void stop() {
        fixture.close();
    }

    @BeforeEach
    void watchLog() {
        log = new LogWatch();
    }

    @AfterEach
    void shouldHaveLoggedNothing() {
        await().until(() -> fixture.server.connections() == 0);
        log.close();
        assertThat(log.events()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404|not-found|GET / HTTP/1.1_Host: x__",
                "404|not-found|GET /v1/stream/ HTTP/1.1_Host: x_Upgrade: websocket__",
                "404|not-found|GET http://x?/v1/stream HTTP/1.1_Host: x__",
                "404|not-found|OPTIONS * HTTP/1.1_Host: x__",
                "405|method-not-allowed|POST /v1/stream HTTP/1.1_Host: x_Content-Length: 0__",
                "426|upgrade-required|GET /v1/stream HTTP/1.1_Host: x__",
                "426|upgrade-required|GET http://x/v1/stream?a=/b HTTP/1.1_Host: x__",
                "426|upgrade-required|GET /v1/stream HTTP/1.1_Host: x_Upgrade: h2c_Connection: Upgrade__",
                "426|upgrade-required|GET /v1/stream HTTP/1.1_Host: x_Upgrade: websocket_Connection: close__",
                "426|upgrade-required|GET /v1/stream HTTP/1.1_Host: x_Upgrade: websocket_Connection: Upgrade__",
                "400|bad-request|GET /v1/stream HTTP/1.1_Upgrade: websocket_Connection: Upgrade__",
                "400|bad-request|GET /v1/stream HTTP/1.1_Host: x_Content-Length: 2__{}",
                "400|bad-request|GET /v1/stream HTTP/1.1_Host: x_Transfer-Encoding: chunked__0__",
                "400|bad-request|GET /v1/stream?%zz HTTP/1.1_Host: x__",
                "400|bad-request|GET /v1/stream HTTP/1.1_Host: x_X: y_ z__",
                "400|bad-request|GET /v1/stream HTTP/1.1_Host: x_X : y__",
                "400|bad-request|GET /v1/stream HTTP/1.1_Host: x_X: a\u0000b__",
                "400|bad-request|hello__",
                "417|expectation-failed|GET /v1/stream HTTP/1.1_Host: x_Expect: tea__",
                "501|not-implemented|GET /v1/stream HTTP/1.1_Host: x_Transfer-Encoding: xchunked__",
                "505|version-not-supported|GET /v1/stream HTTP/9.9_Host: x__",
            })
    void shouldSayWhy(int status, String code, String request) throws Exception {
        String bytes = request.replace("_", "\r\n");
        for (RawHttp client : List.of(connect().send(bytes), sendInPieces(bytes))) {
            try (client) {
                RawHttp.Response answer = client.read();
                assertThat(answer.status()).as(answer.body()).isEqualTo(status);
                assertThat(answer.code()).isEqualTo(code);
                assertThat(answer.headers().get("connection")).startsWith("close");
                assertThat(client.read()).isNull();
                if (status == 426) {
                    assertThat(answer.headers())
                            .containsEntry("upgrade", "websocket")
                            .containsEntry("sec-websocket-version", "13");
                }
                assertThat(answer.headers().get("allow")).isEqualTo(status == 405 ? "GET" : null);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Sec-WebSocket-Key: \r\n",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ\r\n",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZR==\r\n",
                KEY + KEY
            })
    void shouldAskForOneKey(String keys) throws Exception {
        try (RawHttp client = connect().send(GOOD.replace(KEY, keys))) {
            RawHttp.Response answer = client.read();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.code()).isEqualTo("bad-request");
        }
        try (RawHttp client = connect().send(GOOD.replace("HTTP/1.1", "HTTP/1.0"))) {
            assertThat(client.read().status()).isEqualTo(400);
        }
        try (RawHttp client = connect().send(GOOD.replace("13", "8"))) {
            assertThat(client.read().status()).isEqualTo(426);
        }
    }

    @Test
    void shouldBoundTheHead() throws Exception {
        try (RawHttp client = connect().send("GET /v1/stream HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(1 << 20))) {
            assertThat(client.read().code()).isEqualTo("head-too-large");
        }
        String atTheLimit = GOOD.replace("\r\n\r\n", "\r\nX: " + "a".repeat(16_384 - 5 - GOOD.length()) + "\r\n\r\n");
        try (RawHttp client = connect().send(atTheLimit)) {
            assertThat(client.read().status()).isEqualTo(101);
        }
    }

    @Test
    void shouldUpgradeHoweverTheRequestComesAndReadWhatComesWithIt() throws Exception {
        for (RawHttp client : List.of(connect().send(GOOD + PING + PING), sendInPieces(GOOD + PING + PING))) {
            try (client) {
                assertThat(client.read().status()).isEqualTo(101);
                int pongs = 0;
                while (pongs < 2) {
                    int opcode = client.in().read();
                    client.in().readNBytes(length(client));
                    assertThat(opcode).isIn(0x81, 0x8A);
                    pongs += opcode == 0x8A ? 1 : 0;
                }
            }
        }
    }

    @Test
    void shouldNotWaitForTheRestOfARequest() throws Exception {
        try (RawHttp silent = connect();
                RawHttp slow = connect().send("GET /v1/stream HTTP/1.1\r\nHo")) {
            RawHttp.Response answer = slow.read();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.code()).isEqualTo("request-timeout");
            assertThat(slow.read()).isNull();
            assertThat(silent.read()).isNull();
        }
    }

    @Test
    void shouldAnswerWhateverComes() throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        String likely = "\r\n \t:;,/?#%=9aAxHTP.-\0\u007f\u00ff";
        for (int i = 0; i < 1_000; i++) {
            StringBuilder bytes = new StringBuilder(GOOD);
            for (int edits = random.nextInt(3); edits >= 0; edits--) {
                int at = random.nextInt(bytes.length() - 4);
                bytes.replace(at, at + random.nextInt(2), "" + likely.charAt(random.nextInt(likely.length())));
            }
            try (RawHttp client = connect().send(bytes.toString())) {
                RawHttp.Response answer = client.read();
                if (answer.status() != 101) {
                    answer.code();
                }
            } catch (AssertionError | RuntimeException wrong) {
                throw new AssertionError("seed " + seed + ", request " + i + ": " + bytes, wrong);
            }
        }
    }

    private static int length(RawHttp client) throws IOException {
        int length = client.in().read();
        return length < 126 ? length : client.in().read() << 8 | client.in().read();
    }

    private RawHttp connect() throws IOException {
        return new RawHttp(fixture.server.address());
    }

    private RawHttp sendInPieces(String bytes) throws IOException {
        RawHttp client = connect();
        try {
            for (int at = 0; at < bytes.length(); at++) {
                client.send(bytes.substring(at, at + 1));
            }
        } catch (SocketException closed) {
            assertThat(closed).hasMessageMatching("(?i).*(reset|pipe).*");
        }
        return client;
    }
}
