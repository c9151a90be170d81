package io.tocsin.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose locale is not that of its authors answers as one in the root locale does, and needs no compiler. */
class LocaleIT {
    /**
     * Turkish has another lower case of I, Arabic other digits; the container's runtime has no {@code jdk.compiler}.
     */
    private static final List<String> ODD = List.of(
            "-Duser.language=tr",
            "-Duser.country=TR",
            "-Duser.language.format=ar",
            "-Duser.country.format=EG",
            "--limit-modules",
            "java.se,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs");

    private static final List<String> ROOT = List.of("-Duser.language=", "-Duser.country=");
    private static final Map<String, String> C = Map.of("LC_ALL", "C");

    private static final String ALERT = """
            {"symbol":"IBM/INDIA","condition":{"type":"inside","low":"1234.5","high":"2345"},\
            "trigger":{"mode":"every","cooldown":"PT15M"},"expiresAt":"2099-01-01T00:00:00Z",\
            "message":"Gümüş 币安: {{symbol}} {{price}}"}""";

    @TempDir
    Path directory;

    @Test
    void shouldAnswerTheSameInEveryLocale() throws Exception {
        List<String> expected = answers("root", ROOT, Map.of("LC_ALL", "C.UTF-8"));
        assertThat(expected).hasSizeGreaterThan(15).anyMatch(answer -> answer.contains("Gümüş 币安: IBM/INDIA 2000.75"));
        assertThat(answers("odd", ODD, C)).isEqualTo(expected);
    }

    @Test
    void shouldSayWhatDidNotComeThrough() throws Exception {
        try (NodeProcess node = new NodeProcess(directory, C).launch("--config", "币安.conf")) {
            assertThat(node.awaitExit()).isEqualTo(2);
            assertThat(node.output())
                    .isEqualTo("tocsin: argument 2, --config ??????.conf, did not come through whole: write"
                            + " it in UTF-8, under a UTF-8 locale such as LC_ALL=C.UTF-8\n");
        }
    }

    /** All that a node says to a client, and to one at a terminal, but for times, sequences and measures. */
    private List<String> answers(String name, List<String> options, Map<String, String> environment) throws Exception {
        Path home = Files.createDirectory(directory.resolve(name));
        Path seat = Files.createDirectory(home.resolve("seat"));
        List<String> answers = new ArrayList<>();
        try (NodeProcess node = new NodeProcess(home, environment).with(options).start();
                NodeProcess watch = new NodeProcess(seat, environment).with(options)) {
            Api alice = Api.as(node, "alice", "alerts", "ticks:write", "admin");
            rest(alice, answers);
            watch.launch(
                    "watch",
                    "--symbol",
                    "IBM/INDIA",
                    "--user",
                    "alice",
                    "--http",
                    node.http("").toString(),
                    "--url",
                    node.stream().toString());
            try (StreamClient client = StreamClient.connect(node, alice.token())) {
                client.send("{'op':'subscribe','channel':'alerts','id':1}");
                client.send("{'op':'subscribe','channel':'ticks','symbols':['IBM/INDIA'],'id':2}")
                        .next("snapshot");
                await().until(() -> watch.output().contains("3000"));
                answers.add(anyTime(alice.post("/v1/ticks", tick("2000.75"))));
                client.nextEach("tick", "alert").forEach(message -> answers.add(anyTime(message.toString())));
            }
            // The tick and both alerts, which come in any order.
            await().until(() -> watch.output()
                            .lines()
                            .filter(line -> line.contains("2000.75"))
                            .count()
                    == 3);
            answers.addAll(anyTime(watch.output()).lines().sorted().toList());
            for (String path : List.of("/v1/alerts", "/v1/symbols/IBM%2FINDIA", "/openapi.yaml", "/healthz")) {
                answers.add(anyTime(alice.get(path)));
            }
            answers.add(alice.get("/metrics").raw().body().replaceAll("(?m) [0-9.E+-]+$", " n"));
        }
        return answers;
    }

    private static void rest(Api alice, List<String> answers) throws Exception {
        answers.add(anyTime(alice.put("/v1/symbols/IBM%2FINDIA", "{\"decimals\":2}")));
        answers.add(anyTime(alice.post("/v1/ticks", tick("3000"))));
        answers.add(anyTime(alice.post("/v1/alerts", ALERT)));
        answers.add(anyTime(alice.get("/v1/alerts/1")));
        answers.add(anyTime(alice.patch("/v1/alerts/1", "{\"status\":\"paused\"}")));
        answers.add(anyTime(alice.patch("/v1/alerts/1", "{\"status\":\"active\"}")));
        answers.add(anyTime(
                alice.post("/v1/alerts", ALERT.replace("inside", "INSIDE").replace("2345", "١"))));
        answers.add(anyTime(
                alice.send("POST", "/v1/alerts", ALERT, Map.of("Content-Type", "APPLICATION/JSON; CHARSET=UTF-8"))));
        answers.add(anyTime(alice.get("/v1/alerts?limit=%D9%A1")));
        answers.add(anyTime(alice.get("/v1/nothing")));
    }

    private static String tick(String price) {
        return "{\"ticks\":[{\"symbol\":\"IBM/INDIA\",\"price\":\"" + price + "\",\"size\":\"1.5\"}]}";
    }

    private static String anyTime(Api.Answer answer) {
        return answer.status() + " " + answer.header("Content-Type") + " "
                + anyTime(answer.raw().body());
    }

    private static String anyTime(String text) {
        return text.replaceAll("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z", "TIME")
                .replaceAll("(?m)^[0-9:.]{12} ", "TIME ")
                .replaceAll("([sS]equence\":)[0-9]+", "$1n")
                .replaceAll("(event[\": ]+)[0-9]+-", "$1n-");
    }
}
