package io.tocsin.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.gateway.http.LogWatch;
import io.tocsin.gateway.http.RawHttp;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
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

/** What is no HTTP to the letter: a problem document says why, whatever it is, and the node's log says nothing. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpRefusalsTest {
    private static final String GOOD = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";

    private RestFixture node;
    private LogWatch log;

    @BeforeAll
    void start(@TempDir Path dataDir) throws Exception {
        node = new RestFixture(dataDir).recover();
    }

    @AfterAll
    void close() {
        node.close();
    }

    @BeforeEach
    void watchLog() {
        log = new LogWatch();
    }

    @AfterEach
    void shouldHaveLoggedNothing() {
        log.close();
        assertThat(log.events()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400|bad-request|GET /healthz/%zz HTTP/1.1_Host: x__",
                "400|bad-request|GET /healthz?a=%4 HTTP/1.1_Host: x__",
                "400|bad-request|GET /healthz# HTTP/1.1_Host: x__",
                "400|bad-request|HEAD /healthz HTTP/1.1_Host: x_X : y__",
                "400|bad-request|GET /healthz/é HTTP/1.1_Host: x__",
                "400|bad-request|GET /healthz/\" HTTP/1.1_Host: x__",
                "400|bad-request|GET * HTTP/1.1_Host: x__",
                "400|bad-request|GET healthz HTTP/1.1_Host: x__",
                "400|bad-request|GET ftp://x/healthz HTTP/1.1_Host: x__",
                "400|bad-request|GET http:///healthz HTTP/1.1_Host:__",
                "400|bad-request|GET http://u@x/healthz HTTP/1.1_Host: x__",
                "400|bad-request|GET http://y/healthz HTTP/1.1_Host: x__",
                "400|bad-request|GET  /healthz HTTP/1.1_Host: x__",
                "400|bad-request|GET /healthz HTTP/1.1 _Host: x__",
                "400|bad-request|GET /heal thz HTTP/1.1_Host: x__",
                "400|bad-request|GET /healthz HTTP/11_Host: x__",
                "400|bad-request|GET /healthz http/1.1_Host: x__",
                "400|bad-request|GET /healthz__",
                "400|bad-request|GET__",
                "400|bad-request|hello world__",
                "400|bad-request|SSH-2.0-OpenSSH_",
                "400|bad-request|_GET /healthz HTTP/1.1_Host: x__",
                "400|bad-request|G(T /healthz HTTP/1.1_Host: x__",
                "501|not-implemented|ANYTHINGLONGERTHANTHELONGESTMETHODS /healthz HTTP/1.1_Host: x__",
                "501|not-implemented|CONNECT x:80 HTTP/1.1_Host: x:80__",
                "505|version-not-supported|GET /healthz HTTP/9.9_Host: x__",
                "505|version-not-supported|GET /healthz HTTP/0.9_Host: x__",
                "505|version-not-supported|PRI * HTTP/2.0__SM__",
                "400|bad-request|GET /healthz HTTP/1.1__",
                "400|bad-request|GET /healthz HTTP/1.1_Host: x_Host: x__",
                "400|bad-request|GET /healthz HTTP/1.1_Host: a b__",
                "400|bad-request|GET /healthz HTTP/1.1_Host: a/b__",
                "400|bad-request|GET /healthz HTTP/1.1_Host: a:__",
                "400|bad-request|GET /healthz HTTP/1.1_Host: a:0__",
                "400|bad-request|GET /healthz HTTP/1.1_Host: a:65536__",
                "400|bad-request|GET /healthz HTTP/1.1_Host: a:+80__",
                "400|bad-request|GET /healthz HTTP/1.1_Host: [::g]__",
                "400|bad-request|GET /healthz HTTP/1.1_Host: [1:2:3]__",
                "400|bad-request|GET /healthz HTTP/1.1_Host: [1::2::3]__",
                "400|bad-request|GET /healthz HTTP/1.1_Host: [::1__",
                "400|bad-request|GET /healthz HTTP/1.1_ X: y_Host: x__",
                "400|bad-request|GET /healthz HTTP/1.1_Host: x_X: y_ z__",
                "400|bad-request|GET /healthz HTTP/1.1_Host: x_X: y_\tz__",
                "400|bad-request|GET /healthz HTTP/1.1_Host: x_X : y__",
                "400|bad-request|GET /healthz HTTP/1.1_Host: x_X__",
                "400|bad-request|GET /healthz HTTP/1.1_Host: x_: y__",
                "400|bad-request|GET /healthz HTTP/1.1_Host: x_X(: y__",
                "400|bad-request|GET /healthz HTTP/1.1_Host: x_é: y__",
                "400|bad-request|GET /healthz HTTP/1.1_Host: x_X: a\u0000b__",
                "400|bad-request|GET /healthz HTTP/1.1_Host: x_X: a\u0007b__",
                "400|bad-request|GET /healthz HTTP/1.1_Host: x_X: a\u007Fb__",
                "417|expectation-failed|GET /healthz HTTP/1.1_Host: x_Expect: tea__",
                "417|expectation-failed|POST /v1/alerts HTTP/1.1_Host: x_Expect: 100-continue, tea_Content-Length: 2__{}",
                "400|bad-request|POST /v1/alerts HTTP/1.1_Host: x_Content-Length: 3_Transfer-Encoding: chunked__0__",
                "400|bad-request|POST /v1/alerts HTTP/1.1_Host: x_Transfer-Encoding: chunked_Content-Length: 3__0__",
                "400|bad-request|POST /v1/alerts HTTP/1.1_Host: x_Content-Length: 2_Content-Length: 3__{}",
                "400|bad-request|POST /v1/alerts HTTP/1.1_Host: x_Content-Length: 2_Content-Length: 2__{}",
                "400|bad-request|POST /v1/alerts HTTP/1.1_Host: x_Content-Length: 2, 2__{}",
                "400|bad-request|POST /v1/alerts HTTP/1.1_Host: x_Content-Length: -1__",
                "400|bad-request|POST /v1/alerts HTTP/1.1_Host: x_Content-Length: +2__{}",
                "400|bad-request|POST /v1/alerts HTTP/1.1_Host: x_Content-Length: 0x2__{}",
                "400|bad-request|POST /v1/alerts HTTP/1.1_Host: x_Content-Length:__{}",
                "413|body-too-large|POST /v1/alerts HTTP/1.1_Host: x_Content-Length: 16777217__",
                "413|body-too-large|GET /healthz HTTP/1.1_Host: x_Content-Length: 18446744073709551618__",
                "501|not-implemented|POST /v1/alerts HTTP/1.1_Host: x_Transfer-Encoding: xchunked__0__",
                "501|not-implemented|POST /v1/alerts HTTP/1.1_Host: x_Transfer-Encoding: gzip, chunked__0__",
                "501|not-implemented|POST /v1/alerts HTTP/1.1_Host: x_Transfer-Encoding: identity__",
                "400|bad-request|POST /v1/alerts HTTP/1.1_Host: x_Transfer-Encoding: \u000Bchunked__0__",
                "400|bad-request|POST /v1/alerts HTTP/1.1_Host: x_Transfer-Encoding: chunked_Transfer-Encoding: chunked__0__",
                "400|bad-request|POST /v1/alerts HTTP/1.0_Transfer-Encoding: chunked__0__",
                "400|bad-request|POST /v1/dev/token HTTP/1.1_Host: x_Transfer-Encoding: chunked__zz_{}_0__",
                "400|bad-request|POST /v1/dev/token HTTP/1.1_Host: x_Transfer-Encoding: chunked__-2_{}_0__",
                "400|bad-request|POST /v1/dev/token HTTP/1.1_Host: x_Transfer-Encoding: chunked__0x2_{}_0__",
                "400|bad-request|POST /v1/dev/token HTTP/1.1_Host: x_Transfer-Encoding: chunked___{}_0__",
                "400|bad-request|POST /v1/dev/token HTTP/1.1_Host: x_Transfer-Encoding: chunked__2 _{}_0__",
                "400|bad-request|POST /v1/dev/token HTTP/1.1_Host: x_Transfer-Encoding: chunked__2;a=\u0000_{}_0__",
                "400|bad-request|POST /v1/dev/token HTTP/1.1_Host: x_Transfer-Encoding: chunked__2_{}}0__",
                "400|bad-request|POST /v1/dev/token HTTP/1.1_Host: x_Transfer-Encoding: chunked__2_{}_0_X Y: z__",
                "400|bad-request|POST /v1/dev/token HTTP/1.1_Host: x_Transfer-Encoding: chunked__2_{}_0_X: y_ z__",
                "413|body-too-large|POST /v1/dev/token HTTP/1.1_Host: x_Transfer-Encoding: chunked__7fffffff_",
                "413|body-too-large|POST /v1/dev/token HTTP/1.1_Host: x_Transfer-Encoding: chunked__ffffffffffffffffff_",
            })
    void shouldSayWhy(int status, String code, String request) throws Exception {
        String bytes = request.replace("_", "\r\n");
        for (RawHttp client :
                List.of(connect().send(bytes), sendInPieces(bytes), connect().send(GOOD + bytes))) {
            try (client) {
                RawHttp.Response answer = client.read();
                assertThat(answer).isNotNull();
                if (answer.status() == 200) {
                    answer = client.read();
                }
                assertThat(answer.status()).as(answer.body()).isEqualTo(status);
                assertThat(answer.closes()).isTrue();
                if (!bytes.startsWith("HEAD")) {
                    assertThat(answer.code()).isEqualTo(code);
                }
                assertThat(client.read()).isNull();
            }
        }
    }

    @Test
    void shouldAnswerWhoSpeaksTls() throws Exception {
        assertRefused("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003", 400, "bad-request");
    }

    @Test
    void shouldBoundTheHead() throws Exception {
        assertRefused("GET /" + "a".repeat(8_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", 414, "target-too-long");
        assertRefused("GET /" + "a".repeat(80_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", 414, "target-too-long");
        assertRefused("GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(100_000), 431, "head-too-large");
        assertRefused("GET /healthz HTTP/1.1\r\nHost: x\r\n" + "X: a\r\n".repeat(100) + "\r\n", 431, "head-too-large");
        for (String atTheLimit : List.of(
                "GET /healthz?" + "a&".repeat(3_990) + " HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(16_384 - 39) + "\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nHost: x\r\n" + "X: a\r\n".repeat(99) + "\r\n")) {
            try (RawHttp client = connect().send(atTheLimit.repeat(3))) {
                for (int i = 0; i < 3; i++) {
                    assertThat(client.read().status()).isEqualTo(200);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /healthz HTTP/1.0__",
                "GET /healthz HTTP/1.7_Host: x__",
                "GET /healthz HTTP/1.1_Host:__",
                "GET /healthz HTTP/1.1_Host: [::1]:8080__",
                "GET /healthz HTTP/1.1_Host: [2001:db8:1:2:3:4:5:6]__",
                "GET /healthz HTTP/1.1_host:\t 127.0.0.1:8080 \t__",
                "GET http://127.0.0.1:8080/healthz HTTP/1.1_Host: 127.0.0.1:8080__",
                "GET /healthz?^`{|}[]:@!$&'()*,;= HTTP/1.1_Host: x__",
                "GET /healthz HTTP/1.1_Host: x_X: é \t!_Y:__",
                "GET /healthz HTTP/1.1_Host: x_Cookie: a=b_Cookie: c_Cookie:__",
                "GET /healthz HTTP/1.1_Host: x_Content-Length: 0__",
                "GET /healthz HTTP/1.1_Host: x_Content-Length: 002__{}",
                "GET /healthz HTTP/1.1_Host: x_Transfer-Encoding: Chunked__2_{}_0__",
                "GET /healthz HTTP/1.0_Expect: tea__",
                "POST /v1/dev/token HTTP/1.1_Host: x_Transfer-Encoding: chunked__D;a=\"b\" ;c_{\"sub\":\"a b\"}_0_X: y__",
                "POST /v1/dev/token HTTP/1.1_Host: x_Transfer-Encoding: chunked_X-Content-Length: z__d_{\"sub\":\"a b\"}_0__",
                "POST /v1/dev/token HTTP/1.1_Host: x_Expect: 100-Continue_Content-Length: 13__{\"sub\":\"a b\"}",
            })
    void shouldTakeWhatIsToTheLetter(String request) throws Exception {
        String bytes = request.replace("_", "\r\n");
        for (RawHttp client :
                List.of(connect().send(bytes), sendInPieces(bytes), connect().send(GOOD + bytes + GOOD))) {
            try (client) {
                RawHttp.Response answer = client.read();
                assertThat((answer.status() == 100 ? client.read() : answer).status())
                        .as(answer.body())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void shouldAnswerInOrder() throws Exception {
        String body = "{\"sub\":\"a\"}";
        try (RawHttp client = connect()
                .send(GOOD
                        + "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n"
                        + "POST /v1/dev/token HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body
                        + "POST /v1/dev/token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n" + body
                        + "\r\n0\r\n\r\n"
                        + "GET /v1/symbols HTTP/1.1\r\nHost: x\r\n\r\n"
                        + "GET / HTTP/3.0\r\nHost: x\r\n\r\n"
                        + GOOD)) {
            assertThat(client.readAll())
                    .extracting(RawHttp.Response::status)
                    .containsExactly(200, 404, 200, 200, 401, 505);
        }
    }

    @Test
    void shouldAnswerWhoEndsTooEarly() throws Exception {
        for (String part : List.of(
                "G",
                "GET /healthz HTTP/1.1\r\nHost: x\r\n",
                "POST /v1/dev/token HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n{}",
                "POST /v1/dev/token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{",
                "POST /v1/dev/token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n")) {
            try (RawHttp client = connect().send(part).end()) {
                RawHttp.Response answer = client.read();
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.code()).isEqualTo("bad-request");
                assertThat(client.read()).isNull();
            }
        }
        try (RawHttp client = connect().send(GOOD).end()) {
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.read()).isNull();
        }
    }

    /** Its answer has left before anybody reads the body. */
    @Test
    void shouldCloseBehindABodyThatNobodyWanted() throws Exception {
        for (String target : List.of("GET /healthz", "GET /nothing", "POST /v1/alerts")) {
            try (RawHttp client =
                    connect().send(target + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")) {
                assertThat(client.readAll()).hasSize(1);
            }
        }
    }

    @Test
    void shouldShowItsAnswerToWhoStillSends() throws Exception {
        try (RawHttp client =
                connect().send("POST /v1/alerts HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n")) {
            for (int i = 0; i < 100; i++) {
                client.send("a".repeat(100_000));
            }
            assertThat(client.read().code()).isEqualTo("body-too-large");
        }
    }

    @Test
    void shouldRefuseWhatIsEscapedButNotUtf8() throws Exception {
        for (String target : List.of("/v1/symbols/%FF", "/v1/symbols/%C0%AF", "/v1/alerts?symbol=%ED%A0%80")) {
            try (RawHttp client = connect().send("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n" + GOOD)) {
                assertThat(client.read().code()).isEqualTo("bad-request");
                assertThat(client.read().status()).isEqualTo(200);
            }
        }
    }

    /** From a good request to anything near it: each is answered, each refusal with a problem document. */
    @Test
    void shouldAnswerWhateverComes() throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 3_000; i++) {
            String bytes = mutate(random);
            try (RawHttp client = connect().send(bytes).end()) {
                List<RawHttp.Response> answers = client.readAll();
                assertThat(answers).isNotEmpty();
                answers.stream().filter(answer -> answer.status() >= 400).forEach(RawHttp.Response::code);
            } catch (AssertionError | NullPointerException wrong) {
                throw new AssertionError("seed " + seed + ", request " + i + ": " + bytes, wrong);
            }
        }
    }

    private static String mutate(SplittableRandom random) {
        String[] requests = {
            "GET /healthz?a=%41;b#c HTTP/1.1\r\nHost: a.b:80\r\nCookie: a=b; c\r\nX: y\r\n\r\n",
            "GET http://[::1]:8080/healthz;a=b,c HTTP/1.1\r\nHost: [::1]:8080\r\nConnection: keep-alive\r\n\r\n",
            "POST /v1/dev/token HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n{\"sub\":\"a\"}",
            "POST /v1/dev/token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b\r\n{\r\na\r\n\"sub\":\"a\"}"
                    + "\r\n0\r\nX: y\r\n\r\n",
            "OPTIONS * HTTP/1.0\r\n\r\n",
        };
        StringBuilder bytes = new StringBuilder(requests[random.nextInt(requests.length)]);
        String likely = "\r\n \t:;,/?#%*[]@0129aAxHTP.-+\u0000\u007f\u00ff";
        for (int edits = random.nextInt(3); edits >= 0; edits--) {
            int at = random.nextInt(bytes.length());
            char character =
                    random.nextBoolean() ? likely.charAt(random.nextInt(likely.length())) : (char) random.nextInt(256);
            switch (random.nextInt(4)) {
                case 0 -> bytes.setCharAt(at, character);
                case 1 -> bytes.insert(at, character);
                case 2 -> bytes.deleteCharAt(at);
                default -> {
                    int end = Math.min(bytes.length(), at + random.nextInt(30));
                    bytes.insert(random.nextInt(bytes.length()), bytes.substring(at, end));
                }
            }
        }
        return bytes.toString();
    }

    private void assertRefused(String request, int status, String code) throws IOException {
        try (RawHttp client = connect()) {
            client.send(request);
            RawHttp.Response answer = client.read();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.code()).isEqualTo(code);
            assertThat(answer.closes()).isTrue();
            assertThat(client.end().read()).isNull();
        }
    }

    private RawHttp connect() throws IOException {
        return new RawHttp(node.server.address());
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
