package io.tocsin.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.JdkDependent;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the process starts and ends, and what it says when it cannot start. */
@JdkDependent
class StartIT {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "TOCSIN_HTTP_PORT, 70000, http.port",
        "TOCSIN_HTTP_PORT, many, http.port",
        "TOCSIN_MAX_ALERTS, 0, engine.max-alerts",
        "TOCSIN_FEEDS, nonsense, feeds",
        "TOCSIN_AUTH_MODE, none, auth.mode",
        "TOCSIN_HTTP_HOST, 0.0.0.0, http.host",
        "TOCSIN_DURABILITY, hope, journal.durability",
    })
    void shouldNameTheKeyThatIsWrong(String variable, String value, String key) throws Exception {
        try (NodeProcess node = new NodeProcess(directory, Map.of(variable, value)).launch()) {
            refused(node, key);
            assertThat(node.data).doesNotExist();
        }
    }

    @Test
    void shouldNameAnUnknownKeyOfTheFile() throws Exception {
        Path file = Files.writeString(directory.resolve("bad.conf"), "http { prot = 8080 }");
        try (NodeProcess node = new NodeProcess(directory, Map.of()).launch("--config", file.toString())) {
            refused(node, "http.prot");
        }
        try (NodeProcess node =
                new NodeProcess(directory.resolve("."), Map.of()).launch("--config", "no-such-file.conf")) {
            assertThat(node.awaitExit()).isEqualTo(2);
        }
    }

    @Test
    void shouldNameAPortInUse() throws Exception {
        try (NodeProcess node = new NodeProcess(directory, Map.of());
                ServerSocket taken = new ServerSocket(node.httpPort, 1, InetAddress.getLoopbackAddress())) {
            node.launch();
            refused(node, Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void shouldRefuseADirectoryThatAnotherNodeHolds() throws Exception {
        try (NodeProcess first = new NodeProcess(directory, Map.of()).start();
                NodeProcess second = new NodeProcess(
                        Files.createDirectory(directory.resolve("second")),
                        Map.of("TOCSIN_DATA_DIR", first.data.toString()))) {
            second.launch();
            refused(second, first.data.toString());
            assertThat(first.status("/readyz")).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TOCSIN_MAX_ALERTS, 100000000, engine.max-alerts = 100000000 needs about",
        "TOCSIN_PIPELINE_INGRESS_RING_SIZE, 4194304, pipeline.ingress-ring-size = 4194304 needs about",
        "TOCSIN_PIPELINE_EGRESS_RING_SIZE, 4194304, pipeline.egress-ring-size = 4194304 needs about",
        "TOCSIN_MAX_SYMBOLS, 1000000, engine.max-symbols = 1000000 needs about",
    })
    void shouldNameWhatTakesMoreMemoryThanThereIs(String variable, String value, String message) throws Exception {
        Map<String, String> environment = Map.of(variable, value, "TOCSIN_JOURNAL_MIN_FREE", "1 GiB");
        try (NodeProcess node = new NodeProcess(directory, environment).launch()) {
            refused(node, message);
            assertThat(node.data).doesNotExist();
        }
    }

    @Test
    void shouldRefuseOnePortForBoth() throws Exception {
        String port = Integer.toString(NodeProcess.freePort());
        Map<String, String> environment = Map.of("TOCSIN_HTTP_PORT", port, "TOCSIN_WS_PORT", port);
        try (NodeProcess node = new NodeProcess(directory, environment).launch()) {
            refused(node, "http.port and ws.port: both are " + port);
            assertThat(node.data).doesNotExist();
        }
    }

    @Test
    void shouldRefuseADirectoryThatIsAFile() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "mine");
        for (Path data : new Path[] {file, file.resolve("below")}) {
            Path own = Files.createDirectory(directory.resolve("of-" + data.getFileName()));
            try (NodeProcess node = new NodeProcess(own, Map.of("TOCSIN_DATA_DIR", data.toString())).launch()) {
                refused(node, "data-dir: " + data + ": " + file + " is not a directory");
            }
        }
        assertThat(file).hasContent("mine");
    }

    @Test
    void shouldEndWithOneLineWhereDirectMemoryIsTooLittle() throws Exception {
        try (NodeProcess node = new NodeProcess(directory, Map.of())
                .with(List.of("-XX:MaxDirectMemorySize=24m", "-Xmx1g"))
                .launch()) {
            assertThat(node.awaitExit()).isNotZero();
            assertThat(node.output().lines().toList())
                    .as(node.output())
                    .singleElement()
                    .asString()
                    .contains("memory");
        }
    }

    @Test
    void shouldEndWellWhenAsked() throws Exception {
        try (NodeProcess node = new NodeProcess(directory, Map.of()).start()) {
            Api api = Api.as(node, "alice", "alerts");
            assertThat(api.post("/v1/alerts", "{\"symbol\":\"X\",\"condition\":{\"type\":\"above\",\"level\":1}}")
                            .status())
                    .isEqualTo(201);
            assertThat(node.terminate()).isZero();
            node.start();
            assertThat(api.get("/v1/alerts").body().path("items")).hasSize(1);
            assertThat(node.output().lines().count()).as(node.output()).isLessThan(50);
        }
    }

    @Test
    void shouldPrintWhatAPersonNeeds() throws Exception {
        try (NodeProcess node = new NodeProcess(directory, Map.of("TOCSIN_FEEDS", "demo")).start()) {
            String output = node.output();
            assertThat(output)
                    .contains("http://127.0.0.1:" + node.httpPort, "ws://127.0.0.1:" + node.wsPort, "curl", "watch");
            assertThat(output.lines().count()).isLessThan(40);
        }
    }

    /** One line, exit code 2. */
    private static void refused(NodeProcess node, String named) throws InterruptedException {
        assertThat(node.awaitExit()).as(node.output()).isEqualTo(2);
        try (Stream<String> lines = node.output().lines()) {
            assertThat(lines).singleElement().asString().contains(named);
        }
    }
}
