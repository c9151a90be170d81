package io.tocsin.journal.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.engine.JdkDependent;
import io.tocsin.journal.MappedFiles;
import io.tocsin.journal.files.Prefault.Access;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.openhft.chronicle.bytes.MappedBytesStore;
import net.openhft.chronicle.bytes.MappedFile;
import net.openhft.chronicle.core.OS;
import net.openhft.chronicle.core.io.ReferenceOwner;
import net.openhft.posix.PosixAPI;
import net.openhft.posix.PosixRuntimeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@JdkDependent
@EnabledOnOs(value = org.junit.jupiter.api.condition.OS.LINUX, disabledReason = "pages are looked up as Linux does")
class PrefaultTest {
    private static final int EPERM = 1;
    private static final int ENOMEM = 12;
    private static final int EFAULT = 14;
    private static final int EINVAL = 22;
    private static final int ENOSYS = 38;
    private static final int EHWPOISON = 133;
    /** Stands for a C library that lacks the call. */
    private static final int NO_CALL = -1;

    private static final int AS_THE_KERNEL = -2;

    private static final long BLOCK = 4 << 20;
    private static final long FROM = 1 << 20;
    private static final long TO = 3 << 20;

    @TempDir
    Path directory;

    private final ReferenceOwner owner = ReferenceOwner.temporary("test");
    private final List<Integer> advices = new ArrayList<>();
    private int answer;
    private Path path;
    private MappedFile file;
    private MappedBytesStore mapping;

    @BeforeEach
    void map() throws IOException {
        path = directory.resolve("prefault.cq4");
        file = MappedFile.of(path.toFile(), BLOCK, 0, false);
        mapping = file.acquireByteStore(owner, 0);
    }

    @AfterEach
    void unmap() {
        mapping.release(owner);
        file.releaseLast();
    }

    /** Each range in one call, where the kernel knows it. */
    @ParameterizedTest
    @EnumSource(Access.class)
    void shouldHaveAllPagesOfARangeMapped(Access access) throws IOException {
        answer = AS_THE_KERNEL;
        Prefault pages = new Prefault(answering(), access);
        pages.prefault(mapping, FROM, TO);
        assertThat(residentKilobytes()).isBetween((TO - FROM) >> 10, BLOCK >> 10);
        pages.prefault(mapping, TO, BLOCK);
        assertThat(residentKilobytes()).isBetween((BLOCK - FROM) >> 10, BLOCK >> 10);
        assertThat(new MappedFiles(directory).dirtyKilobytes())
                .isBetween(access == Access.READ ? 0 : (BLOCK - FROM) >> 10, access == Access.READ ? 0 : BLOCK >> 10);
        assertThat(advices).hasSize(isKnown() ? 2 : 1);
    }

    @Test
    void shouldAskTheKernelForEachRangeOnce() throws IOException {
        new Prefault(answering(), Access.READ).prefault(mapping, FROM, TO);
        assertThat(residentKilobytes())
                .as("mapped by the kernel alone, which did nothing")
                .isZero();
        new Prefault(answering(), Access.WRITE).prefault(mapping, FROM, TO);
        assertThat(advices).containsExactly(22, 23);
    }

    @ParameterizedTest
    @ValueSource(ints = {EPERM, EINVAL, ENOSYS, NO_CALL})
    void shouldTouchPagesWhereTheKernelRefusesAndNotAskAgain(int error) throws IOException {
        answer = error;
        Prefault pages = new Prefault(answering(), Access.READ);
        pages.prefault(mapping, FROM, TO);
        assertThat(residentKilobytes()).isBetween((TO - FROM) >> 10, BLOCK >> 10);
        pages.prefault(mapping, TO, BLOCK);
        assertThat(residentKilobytes()).isBetween((BLOCK - FROM) >> 10, BLOCK >> 10);
        assertThat(advices).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {ENOMEM, EFAULT, EHWPOISON})
    void shouldReportWhatTheKernelCannotDo(int error) {
        answer = error;
        Prefault pages = new Prefault(answering(), Access.WRITE);
        assertThatThrownBy(() -> pages.prefault(mapping, FROM, TO))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("error " + error);
        assertThatThrownBy(() -> pages.prefault(mapping, FROM, TO)).isInstanceOf(IOException.class);
        assertThat(advices).as("asked again: it was no refusal").hasSize(2);
    }

    /** There is no page behind the end of a file, as there is none where the disk has no room. */
    @ParameterizedTest
    @EnumSource(Access.class)
    void shouldReportPagesThatCannotBe(Access access) throws IOException {
        try (RandomAccessFile opened = new RandomAccessFile(path.toFile(), "rw")) {
            opened.setLength(FROM + OS.pageSize());
        }
        Prefault pages = new Prefault(PosixAPI.posix(), access);
        assertThatThrownBy(() -> pages.prefault(mapping, FROM, TO))
                .isInstanceOfAny(IOException.class, InternalError.class);
    }

    private long residentKilobytes() throws IOException {
        return new MappedFiles(directory).residentKilobytes(0);
    }

    /** A kernel that answers as the test wants, and notes what it is asked. */
    private PosixAPI answering() {
        return (PosixAPI) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {PosixAPI.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "madvise" -> advise((long) arguments[0], (long) arguments[1], (int) arguments[2]);
                    case "lastError" ->
                        answer == AS_THE_KERNEL ? PosixAPI.posix().lastError() : answer;
                    case "strerror" -> "error " + arguments[0];
                    default -> throw new AssertionError(method);
                });
    }

    private int advise(long address, long length, int advice) {
        advices.add(advice);
        return switch (answer) {
            case 0 -> 0;
            case NO_CALL -> throw new PosixRuntimeException("no such call");
            case AS_THE_KERNEL -> PosixAPI.posix().madvise(address, length, advice);
            default -> -1;
        };
    }

    /** From Linux 5.14 on. */
    private static boolean isKnown() {
        return PosixAPI.posix().madvise(0, 0, 22) == 0;
    }
}
