package io.tocsin.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.posix.PosixAPI;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DiskSpaceTest {
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);
    private static final int EINTR = 4;
    private static final int ENOSPC = 28;
    private static final int EOPNOTSUPP = 95;
    private static final int EDQUOT = 122;
    private static final int DESCRIPTOR = 77;

    @TempDir
    Path directory;

    /** What {@code fallocate} is to answer, by error number, and 0 once nothing is left. */
    private final Deque<Integer> answers = new ArrayDeque<>();

    private final List<String> calls = new ArrayList<>();
    private final UnsafeBuffer document = new UnsafeBuffer(ByteBuffer.allocateDirect(100_000));
    private final RollClock clock = new RollClock(0);
    private SingleChronicleQueue queue;
    private QueueAppender appender;

    @BeforeEach
    void open() {
        queue = SingleChronicleQueueBuilder.binary(directory)
                .rollCycle(ChronicleJournal.ROLL_CYCLE)
                .timeProvider(clock)
                .build();
        appender = new QueueAppender(directory, queue.createAppender(), 0);
    }

    @AfterEach
    void close() {
        appender.close();
        queue.close();
    }

    /** Of all bytes that are appended, and of those that Chronicle adds, none may be the first to ask for room. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "room is set aside on Linux only")
    void shouldHaveSetRoomAsideForAllThatIsWritten() throws Exception {
        DiskSpace space = new DiskSpace(files(), new DiskWatch(0));
        for (int hour = 1; hour <= 3; hour++) {
            clock.advanceToNs(hour * HOUR_NS);
            for (int i = 0; i < 50; i++) {
                space.reserve(appender, document.capacity());
                Path file = files().file(queue.cycle());
                long before = Files.exists(file) ? allocatedBytes(file) : allocatedBytes(onlyPrecreated());
                appender.append(document, 0, document.capacity());
                assertThat(before).isGreaterThan(appender.position());
                assertThat(allocatedBytes(file)).isEqualTo(before);
            }
        }
        assertThat(files().rollFiles()).hasSize(3);
        assertThat(entries()).noneMatch(DiskSpace::isPrecreated);
    }

    @Test
    void shouldHaveNoRoomWhenTheFileSystemHasNone() {
        DiskSpace space = space();
        for (int error : new int[] {ENOSPC, EDQUOT}) {
            answers.add(error);
            assertThatThrownBy(() -> space.reserve(appender, 100))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("no space left in " + directory);
        }
        assertThat(files().rollFiles()).isEmpty();
        space.reserve(appender, 100);
        assertThat(calls)
                .containsExactly(
                        "open",
                        "fallocate",
                        "lastError",
                        "close",
                        "open",
                        "fallocate",
                        "lastError",
                        "close",
                        "open",
                        "fallocate",
                        "close");
    }

    @Test
    void shouldAskAgainWhenInterrupted() {
        answers.addAll(List.of(EINTR, EINTR));
        space().reserve(appender, 100);
        assertThat(calls)
                .containsExactly("open", "fallocate", "lastError", "fallocate", "lastError", "fallocate", "close");
    }

    @Test
    void shouldNotAskAgainWhoCannotSetRoomAside() {
        DiskSpace space = space();
        answers.add(EOPNOTSUPP);
        for (int i = 0; i < 50; i++) {
            space.reserve(appender, document.capacity());
            appender.append(document, 0, document.capacity());
        }
        assertThat(calls).containsExactly("open", "fallocate", "lastError", "close");
    }

    /** A second look at the disk costs more than an append. */
    @Test
    void shouldAskForMuchAtATime() {
        DiskSpace space = space();
        for (int i = 0; i < 100; i++) {
            space.reserve(appender, document.capacity());
            appender.append(document, 0, document.capacity());
        }
        assertThat(calls.stream().filter("fallocate"::equals))
                .hasSizeLessThan(100 * document.capacity() / (1 << 20) + 2);
    }

    @Test
    void shouldLeaveNothingBehindOfAProcessThatDied() throws IOException {
        space().reserve(appender, 100);
        assertThat(entries()).anyMatch(DiskSpace::isPrecreated);
        files().prepare();
        assertThat(entries()).noneMatch(DiskSpace::isPrecreated);
    }

    private QueueDirectory files() {
        return new QueueDirectory(directory, ChronicleJournal.ROLL_CYCLE, 1 << 20);
    }

    private DiskSpace space() {
        PosixAPI posix = (PosixAPI) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {PosixAPI.class}, (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    return switch (method.getName()) {
                        case "open" -> DESCRIPTOR;
                        case "fallocate" -> answers.isEmpty() ? 0 : -1;
                        case "lastError" -> answers.remove();
                        default -> 0;
                    };
                });
        return new DiskSpace(files(), new DiskWatch(0), new Fallocate(posix));
    }

    private Path onlyPrecreated() throws IOException {
        List<Path> found = entries().stream().filter(DiskSpace::isPrecreated).toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private List<Path> entries() throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    private static long allocatedBytes(Path file) throws IOException, InterruptedException {
        Process stat = new ProcessBuilder("stat", "--format=%b", file.toString()).start();
        String blocks = new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(stat.waitFor()).isZero();
        return Long.parseLong(blocks.trim()) * 512;
    }
}
