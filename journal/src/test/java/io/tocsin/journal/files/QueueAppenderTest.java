package io.tocsin.journal.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.JdkDependent;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import net.openhft.chronicle.queue.ExcerptAppender;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

@JdkDependent
class QueueAppenderTest {
    /** After so many, it is compiled, and then nothing but the method itself keeps its arguments alive. */
    private static final int CALLS = 50_000;

    private static final int COLLECTED_CALLS = 20;

    private WeakReference<ByteBuffer> memory = new WeakReference<>(null);
    private int calls;
    private int alive;

    @Test
    void shouldKeepTheMemoryUntilItIsWritten() {
        ExcerptAppender target = (ExcerptAppender) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ExcerptAppender.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("writeBytes")) {
                        write();
                    }
                    return null;
                });
        QueueAppender appender = new QueueAppender(Path.of("queue"), target, 0, 0);
        for (int i = 0; i < CALLS; i++) {
            appender.append(document(), 0, Long.BYTES);
        }

        assertThat(calls).isEqualTo(CALLS);
        assertThat(alive).isEqualTo(COLLECTED_CALLS);
    }

    private DirectBuffer document() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(Long.BYTES);
        memory = new WeakReference<>(bytes);
        return new UnsafeBuffer(bytes);
    }

    private void write() {
        calls++;
        if (calls > CALLS - COLLECTED_CALLS) {
            System.gc();
            alive += memory.get() == null ? 0 : 1;
        }
    }
}
