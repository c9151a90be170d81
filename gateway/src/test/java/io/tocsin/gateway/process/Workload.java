package io.tocsin.gateway.process;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;

/**
 * A seeded sequence of commands and ticks, each carried out exactly once, however often the node dies in between: after
 * a lost answer it finds out what became of the request and sends only what is missing. So the same seed leaves the
 * same alerts and firings, killed or not.
 */
final class Workload {
    static final String SYMBOL = "CRASH";

    private final SplittableRandom random;
    private final List<Long> ids = new ArrayList<>();
    private int creations;
    private int lastPrice = 1_000;

    Workload(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Brings a dead node back, to which the connection was lost. */
    interface Revival {
        void revive(IOException connectionLost) throws IOException, InterruptedException, ExecutionException;
    }

    long alerts() {
        return creations;
    }

    /** Carries out the next step. */
    void step(Api api, Revival node) throws IOException, InterruptedException, ExecutionException {
        int dice = random.nextInt(10);
        if (dice < 4 || ids.isEmpty()) {
            create(api, node);
        } else if (dice < 8) {
            ticks(api, node);
        } else {
            long id = ids.get(random.nextInt(ids.size()));
            if (dice == 8) {
                setStatus(api, node, id, random.nextBoolean() ? "paused" : "active");
            } else {
                delete(api, node, id);
            }
        }
    }

    private void create(Api api, Revival node) throws IOException, InterruptedException, ExecutionException {
        String type = List.of("above", "below", "crosses", "crosses_up", "crosses_down")
                .get(random.nextInt(5));
        String mode = random.nextBoolean() ? "once" : "every";
        String body = "{\"symbol\":\"%s\",\"condition\":{\"type\":\"%s\",\"level\":%s},\"trigger\":{\"mode\":\"%s\"}}"
                .formatted(SYMBOL, type, 950 + random.nextInt(100), mode);
        Map<String, String> key = Map.of("Idempotency-Key", "creation-" + creations++);
        Api.Answer answer = repeat(node, () -> api.send("POST", "/v1/alerts", body, key));
        expect(answer, 201);
        ids.add(answer.body().path("id").asLong());
    }

    /** Arming again can fire again, so only a paused alert is resumed: whether that has happened can be seen. */
    private void setStatus(Api api, Revival node, long id, String wanted)
            throws IOException, InterruptedException, ExecutionException {
        boolean resume = wanted.equals("active");
        String before = statusOf(repeat(node, () -> api.get("/v1/alerts/" + id)));
        if (resume && !before.equals("paused")) {
            return;
        }
        Api.Answer answer = repeat(node, () -> {
            Api.Answer now = api.get("/v1/alerts/" + id);
            return resume && !statusOf(now).equals("paused")
                    ? now
                    : api.patch("/v1/alerts/" + id, "{\"status\":\"" + wanted + "\"}");
        });
        expect(answer, 200);
    }

    private void delete(Api api, Revival node, long id) throws IOException, InterruptedException, ExecutionException {
        ids.remove(id);
        Api.Answer answer = repeat(node, () -> api.delete("/v1/alerts/" + id));
        if (answer.status() != 404) {
            expect(answer, 204);
        }
    }

    private void ticks(Api api, Revival node) throws IOException, InterruptedException, ExecutionException {
        List<Integer> prices = new ArrayList<>();
        int count = 1 + random.nextInt(40);
        while (prices.size() < count) {
            int price = 950 + random.nextInt(100);
            if (price != lastPrice && !prices.contains(price)) {
                prices.add(price);
            }
        }
        lastPrice = prices.get(count - 1);
        Api.Answer answer = repeat(node, () -> {
            int applied = applied(api, prices);
            return applied == count ? api.get("/v1/symbols/" + SYMBOL) : post(api, prices.subList(applied, count));
        });
        if (answer.status() != 200) {
            expect(answer, 202);
        }
    }

    private static Api.Answer post(Api api, List<Integer> prices) throws IOException, InterruptedException {
        StringBuilder body = new StringBuilder("{\"ticks\":[");
        for (int price : prices) {
            body.append(body.charAt(body.length() - 1) == '[' ? "" : ",")
                    .append("{\"symbol\":\"" + SYMBOL + "\",\"price\":")
                    .append(price)
                    .append('}');
        }
        return api.post("/v1/ticks", body.append("]}").toString());
    }

    /**
     * No price comes twice in a request, and none begins with the price before, so the last one shows how far it got.
     */
    private static int applied(Api api, List<Integer> prices) throws IOException, InterruptedException {
        JsonNode last = api.get("/v1/symbols/" + SYMBOL).body().path("last");
        return last.isTextual() ? prices.indexOf(new BigDecimal(last.asText()).intValueExact()) + 1 : 0;
    }

    private static String statusOf(Api.Answer answer) {
        return answer.body().path("status").asText();
    }

    private interface Request {
        Api.Answer send() throws IOException, InterruptedException;
    }

    /** Sends until an answer comes that is not "come back later". */
    private static Api.Answer repeat(Revival node, Request request)
            throws IOException, InterruptedException, ExecutionException {
        while (true) {
            try {
                Api.Answer answer = request.send();
                if (answer.status() != 503) {
                    return answer;
                }
            } catch (IOException connectionLost) {
                node.revive(connectionLost);
            }
        }
    }

    private static void expect(Api.Answer answer, int status) {
        if (answer.status() != status) {
            throw new AssertionError("expected " + status + ", got " + answer.status() + ": "
                    + answer.raw().body());
        }
    }
}
