package io.tocsin.gateway.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.json.Json;
import io.tocsin.gateway.feed.Feed;
import io.tocsin.gateway.feed.FeedDisabledException;
import io.tocsin.gateway.feed.FeedException;
import io.tocsin.gateway.feed.TickSink;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedRoutesTest {
    private static final long TIME_NS = TimeUnit.SECONDS.toNanos(1_700_000_000);

    private final CountDownLatch held = new CountDownLatch(1);
    private RestFixture rest;

    @BeforeEach
    void start(@TempDir Path dataDir) throws Exception {
        rest = new RestFixture(dataDir).recover();
        rest.feeds.add(feed("prices", ticks -> {
            ticks.offer(ticks.register("X"), 2, 150, 0, TIME_NS);
            new CountDownLatch(1).await();
        }));
        rest.feeds.add(feed("broken", ticks -> {
            throw new FeedException("the source is gone");
        }));
        rest.feeds.add(feed("locked", ticks -> {
            throw new FeedDisabledException("the key is not valid");
        }));
        rest.feeds.add(feed("stubborn", ticks -> awaitUninterrupted()));
    }

    @AfterEach
    void stop() {
        held.countDown();
        rest.feeds.close();
        rest.close();
    }

    @Test
    void shouldListFeedsByName() throws Exception {
        JsonNode items =
                json(rest.send("GET", "/v1/feeds", rest.bob, null), 200).get("items");
        assertThat(items.findValuesAsText("name")).containsExactly("broken", "locked", "prices", "stubborn");
        assertThat(items.get(2))
                .isEqualTo(
                        Json.decode(("{\"name\":\"prices\",\"state\":\"stopped\",\"ticks\":0,\"ticksPerSecond\":\"0\","
                                        + "\"lastTick\":null,\"lag\":null,\"rejects\":0,\"conflated\":0,\"failures\":0,\"quotaLeft\":null,\"lastError\":null}")
                                .getBytes(UTF_8)));
    }

    @Test
    void shouldStartAndStopAFeed() throws Exception {
        assertThat(json(post("prices:start"), 200).get("state").textValue()).isIn("starting", "running");
        await().until(() -> feed("prices").get("state").textValue().equals("running"));
        JsonNode running = feed("prices");
        assertThat(rest.get("/readyz").body()).isEqualTo("{\"status\":\"ready\"}");
        assertThat(rest.get("/metrics").body())
                .contains("tocsin_symbols{state=\"live\"} 1.0", "tocsin_symbols{state=\"stale\"} 0.0");
        assertThat(running.get("ticks").intValue()).isEqualTo(1);
        assertThat(running.get("lastTick").textValue()).endsWith("Z");
        assertThat(running.get("lag").textValue()).startsWith("PT");
        assertThat(json(post("prices:start"), 200).get("state").textValue()).isEqualTo("running");

        assertThat(json(post("prices:stop"), 200).get("state").textValue()).isIn("stopping", "stopped");
        await().until(() -> feed("prices").get("state").textValue().equals("stopped"));
        assertThat(json(post("prices:stop"), 200).get("state").textValue()).isEqualTo("stopped");
    }

    @Test
    void shouldSayWhyAFeedFailed() throws Exception {
        post("broken:start");
        await().until(() -> feed("broken").get("failures").intValue() == 1);
        JsonNode error = feed("broken").get("lastError");
        assertThat(error.get("detail").textValue()).isEqualTo("the source is gone");
        assertThat(error.get("time").textValue()).endsWith("Z");
    }

    @Test
    void shouldWaitForAPersonWhereOnlyThatHelps() throws Exception {
        post("locked:start");
        await().until(() -> feed("locked").get("state").textValue().equals("disabled"));
        assertThat(feed("locked").get("lastError").get("detail").textValue()).isEqualTo("the key is not valid");
        assertThat(feed("locked").get("failures").intValue()).isEqualTo(1);
        assertThat(rest.get("/readyz").body())
                .isEqualTo("{\"status\":\"ready\",\"warnings\":[\"feed locked is disabled: the key is not valid\"]}");
        assertThat(json(post("locked:stop"), 200).get("state").textValue()).isEqualTo("disabled");
        post("locked:start");
        await().until(() -> feed("locked").get("failures").intValue() == 2);
    }

    @Test
    void shouldNotStartAFeedThatIsStopping() throws Exception {
        post("stubborn:start");
        post("stubborn:stop");
        assertThat(json(post("stubborn:start"), 409).get("type").textValue()).endsWith(":feed-stopping");
    }

    @Test
    void shouldLetAdministratorsOnlyStartAndStop() throws Exception {
        assertThat(json(rest.send("POST", "/v1/feeds/prices:start", rest.bob, null), 403)
                        .get("type")
                        .textValue())
                .endsWith(":forbidden");
        assertThat(rest.send("POST", "/v1/feeds/prices:stop", null, null).statusCode())
                .isEqualTo(401);
        assertThat(feed("prices").get("state").textValue()).isEqualTo("stopped");
    }

    @Test
    void shouldKnowNoOtherFeedAndNothingElseToDoWithOne() throws Exception {
        assertThat(post("other:start").statusCode()).isEqualTo(404);
        assertThat(post("prices:restart").statusCode()).isEqualTo(404);
        assertThat(post("prices").statusCode()).isEqualTo(404);
        assertThat(rest.get("/v1/feeds/prices:start").statusCode()).isEqualTo(405);
    }

    private HttpResponse<String> post(String feed) throws Exception {
        return rest.send("POST", "/v1/feeds/" + feed, rest.alice, null);
    }

    private JsonNode feed(String name) throws Exception {
        for (JsonNode feed : json(rest.get("/v1/feeds"), 200).get("items")) {
            if (feed.get("name").textValue().equals(name)) {
                return feed;
            }
        }
        throw new AssertionError("no feed " + name);
    }

    private static JsonNode json(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return Json.decode(answer.body().getBytes(UTF_8));
    }

    private void awaitUninterrupted() {
        boolean isHeld = true;
        while (isHeld) {
            try {
                held.await();
                isHeld = false;
            } catch (InterruptedException stubborn) {
                // It takes no notice.
            }
        }
    }

    private interface Source {
        void run(TickSink ticks) throws InterruptedException, FeedException;
    }

    private static Feed feed(String name, Source source) {
        return new Feed() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void run(TickSink ticks) throws InterruptedException, FeedException {
                source.run(ticks);
            }
        };
    }
}
