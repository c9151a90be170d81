package io.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.engine.JdkDependent;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@JdkDependent
class NodeLockTest {
    @TempDir
    Path data;

    @Test
    void shouldKeepTheDirectoryToOneHolder() {
        Path directory = data.resolve("made/by/the/lock");
        try (NodeLock lock = NodeLock.acquire(directory)) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> NodeLock.acquire(directory))
                    .isInstanceOf(DataDirectoryLockedException.class)
                    .hasMessage("data directory " + directory + " is held by another node (process "
                            + ProcessHandle.current().pid() + ")");
        }
        NodeLock.acquire(directory).close();
    }
}
