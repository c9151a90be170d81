package io.tocsin.journal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.engine.JdkDependent;
import io.tocsin.journal.inputs.ChronicleJournal;
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
import net.openhft.posix.PosixRuntimeException;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@JdkDependent
@EnabledOnOs(value = OS.LINUX, disabledReason = "room is set aside on Linux only")
class DiskSpaceTest {
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);
    private static final int EINTR = 4;
    private static final int EMFILE = 24;
    private static final int ENOSPC = 28;
    private static final int EOPNOTSUPP = 95;
    private static final int EDQUOT = 122;
    private static final int DESCRIPTOR = 77;

    @TempDir
    Path directory;

    /** The calls that are to fail next. */
    private final Deque<Failure> errors = new ArrayDeque<>();

    private final List<Range> ranges = new ArrayList<>();
    private int opened;
    private int lastError;
    private boolean unsupported;
    private final UnsafeBuffer document = new UnsafeBuffer(ByteBuffer.allocateDirect(100_000));
    private final RollClock clock = new RollClock(0);
    private SingleChronicleQueue queue;
    private QueueAppender appender;

    private record Failure(String call, int error) {}

    /** What was granted. */
    private record Range(long from, long to) {}

    @BeforeEach
    void open() {
        open(0, 0);
    }

    private void open(int lastCycle, long lastPosition) {
        queue = SingleChronicleQueueBuilder.binary(directory)
                .rollCycle(ChronicleJournal.ROLL_CYCLE)
                .timeProvider(clock)
                .build();
        appender = new QueueAppender(directory, queue.createAppender(), lastCycle, lastPosition);
    }

    @AfterEach
    void close() {
        appender.close();
        queue.close();
    }

    /** Of all bytes that are appended, and of those that Chronicle adds, none may be the first to ask for room. */
    @Test
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

    /** Of a file that was there, from its beginning: its index has holes that are written to later. */
    @Test
    void shouldSetRoomAsideInAllOfAFileThatWasThere() {
        append(space(), 30);
        assertThat(firstAfterReopening().from()).isZero();
    }

    /** Chronicle then stands in a cycle without a file. */
    @Test
    void shouldSetRoomAsideAfterAGapBetweenFiles() {
        DiskSpace space = space();
        append(space, 1);
        for (int hour = 5; hour <= 8; hour += 3) {
            clock.advanceToNs(hour * HOUR_NS);
            append(space, 30);
        }
        firstAfterReopening();
    }

    @Test
    void shouldHaveNoRoomWhenTheFileSystemHasNone() {
        DiskSpace space = space();
        for (String call : List.of("open", "fallocate")) {
            for (int error : new int[] {ENOSPC, EDQUOT}) {
                errors.add(new Failure(call, error));
                assertThatThrownBy(() -> space.reserve(appender, 100))
                        .isInstanceOf(UncheckedIOException.class)
                        .hasMessageContaining("no space left in " + directory);
            }
        }
        assertThat(errors).isEmpty();
        assertThat(opened).isZero();
        assertThat(files().rollFiles()).isEmpty();
        space.reserve(appender, 100);
        assertThat(ranges).hasSize(1);
    }

    @Test
    void shouldAskAgainWhenInterrupted() {
        errors.addAll(List.of(new Failure("fallocate", EINTR), new Failure("fallocate", EINTR)));
        space().reserve(appender, 100);
        assertThat(errors).isEmpty();
        assertThat(ranges).hasSize(1);
        assertThat(opened).isZero();
    }

    @Test
    void shouldNotAskAgainWhoCannotSetRoomAside() {
        DiskSpace space = space();
        errors.add(new Failure("fallocate", EOPNOTSUPP));
        append(space, 50);
        assertThat(errors).isEmpty();
        assertThat(ranges).isEmpty();
        assertThat(opened).isZero();
    }

    /** As where no directory may hold a library. */
    @Test
    void shouldAppendWhereThereIsNoSuchCall() {
        unsupported = true;
        append(space(), 50);
        assertThat(ranges).isEmpty();
    }

    @Test
    void shouldAskAgainAfterAFailureThatPasses() {
        DiskSpace space = space();
        errors.addAll(List.of(new Failure("open", EMFILE), new Failure("open", EMFILE)));
        append(space, 50);
        assertThat(errors).isEmpty();
        assertThat(ranges).hasSizeGreaterThan(1);
        assertThat(ranges.get(ranges.size() - 1).to()).isGreaterThan(appender.position());
    }

    /** A second look at the disk costs more than an append. */
    @Test
    void shouldAskForMuchAtATime() {
        append(space(), 100);
        assertThat(ranges).hasSizeLessThan(100 * document.capacity() / (1 << 20) + 2);
    }

    @Test
    void shouldLeaveNothingBehindOfAProcessThatDied() throws IOException {
        space().reserve(appender, 100);
        assertThat(entries()).anyMatch(DiskSpace::isPrecreated);
        files().prepare();
        assertThat(entries()).noneMatch(DiskSpace::isPrecreated);
    }

    /** What is set aside for the next document, which is enough. */
    private Range firstAfterReopening() {
        long end = appender.position();
        close();
        open(queue.cycle(), end);
        ranges.clear();
        space().reserve(appender, 100);
        assertThat(ranges).hasSize(1);
        assertThat(ranges.get(0).to()).isGreaterThan(end + (1 << 20));
        return ranges.get(0);
    }

    private QueueDirectory files() {
        return new QueueDirectory(directory, ChronicleJournal.ROLL_CYCLE, 1 << 20);
    }

    private void append(DiskSpace space, int documents) {
        for (int i = 0; i < documents; i++) {
            space.reserve(appender, document.capacity());
            appender.append(document, 0, document.capacity());
        }
    }

    private DiskSpace space() {
        PosixAPI posix = (PosixAPI) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {PosixAPI.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "open" -> openFile((CharSequence) arguments[0]);
                    case "fallocate" -> allocate((long) arguments[2], (long) arguments[3]);
                    case "close" -> --opened;
                    case "lastError" -> lastError;
                    case "lastErrorStr" -> "error " + lastError;
                    default -> throw new AssertionError(method);
                });
        return new DiskSpace(files(), new DiskWatch(0), new Fallocate(posix));
    }

    private int openFile(CharSequence path) throws IOException {
        if (unsupported) {
            throw new PosixRuntimeException("no such call");
        }
        if (fails("open")) {
            return -1;
        }
        Path file = Path.of(path.toString());
        if (Files.notExists(file)) {
            Files.createFile(file);
        }
        opened++;
        return DESCRIPTOR;
    }

    private int allocate(long from, long length) {
        if (fails("fallocate")) {
            return -1;
        }
        ranges.add(new Range(from, from + length));
        return 0;
    }

    private boolean fails(String call) {
        boolean fails = !errors.isEmpty() && errors.element().call().equals(call);
        if (fails) {
            lastError = errors.remove().error();
        }
        return fails;
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
