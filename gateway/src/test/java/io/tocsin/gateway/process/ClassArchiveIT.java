package io.tocsin.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.JdkDependent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node as {@code make start} runs it: its classes come out of an archive. How one is made: the replay tool's tests. */
@JdkDependent
class ClassArchiveIT {
    @TempDir
    Path directory;

    @Test
    void shouldTakeItsClassesFromAnArchive() throws Exception {
        Path log = directory.resolve("classes.log");
        Map<String, String> environment = Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + log);
        try (NodeProcess node =
                new NodeProcess(directory, environment).asConfigured().start()) {
            Api alice = Api.as(node, "alice", "alerts");
            assertThat(alice.post("/v1/alerts", "{\"symbol\":\"X\",\"condition\":{\"type\":\"above\",\"level\":1}}")
                            .status())
                    .isEqualTo(201);
            assertThat(node.terminate()).isZero();
        }
        List<String> classes = Files.readAllLines(log);
        List<String> archived = classes.stream()
                .filter(line -> line.contains("shared objects file"))
                .toList();
        assertThat(archived)
                .anyMatch(line -> line.contains(" io.tocsin.engine.AlertEngine "))
                .anyMatch(line -> line.contains(" io.tocsin.contract.alert.AlertRequests "));
        assertThat(classes.stream().filter(line -> line.contains("tocsin.jar"))).hasSizeLessThan(archived.size() / 10);
    }
}
