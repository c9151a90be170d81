package io.tocsin.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.gateway.config.ConfigLoader;
import io.tocsin.gateway.config.NodeConfig;
import io.tocsin.gateway.deadline.Deadline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmUpTest {
    private static final Duration AT_MOST = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @Test
    void shouldLetAlertsFireAndLeaveNothing() throws Exception {
        WarmUp warmUp = new WarmUp(config(), 20);
        warmUp.start();
        warmUp.awaitEnd(Deadline.after(AT_MOST));

        assertThat(warmUp.alerts()).isEqualTo(20);
        assertThat(data()).isEmptyDirectory();
    }

    @Test
    void shouldEndEarlyWhenTheNodeStops() throws Exception {
        WarmUp warmUp = new WarmUp(config(), Integer.MAX_VALUE);
        warmUp.start();
        warmUp.beginStop();
        warmUp.awaitEnd(Deadline.after(AT_MOST));

        assertThat(warmUp.alerts()).isLessThan(Integer.MAX_VALUE);
        assertThat(data()).isEmptyDirectory();
    }

    @Test
    void shouldStartOverWhatAnEarlierOneLeft() throws Exception {
        Files.createDirectories(data().resolve("warm-up/journal"));
        Files.writeString(data().resolve("warm-up/journal/half-a-file"), "cut off");
        WarmUp warmUp = new WarmUp(config(), 1);
        warmUp.start();
        warmUp.awaitEnd(Deadline.after(AT_MOST));

        assertThat(warmUp.alerts()).isEqualTo(1);
        assertThat(data()).isEmptyDirectory();
    }

    @Test
    void shouldBeGivenUpWhereItHasNoPlace() throws Exception {
        Files.writeString(data(), "a file, where the node has its directory");
        WarmUp warmUp = new WarmUp(config(), 1);
        warmUp.start();
        warmUp.awaitEnd(Deadline.after(AT_MOST));

        assertThat(warmUp.alerts()).isZero();
        assertThat(data()).isRegularFile();
    }

    private Path data() {
        return directory.resolve("data");
    }

    private NodeConfig config() throws Exception {
        Path file = directory.resolve("tocsin.conf");
        Files.writeString(file, "data-dir = \"" + data() + "\"");
        return ConfigLoader.ofProcess().load(Optional.of(file));
    }
}
