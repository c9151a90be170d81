package io.tocsin.journal.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxAppenderTest {
    private final Firings firings = new Firings();

    @TempDir
    Path data;

    @BeforeEach
    void appendThree() {
        try (Outbox outbox = new Outbox(data)) {
            OutboxAppender appender = new OutboxAppender(outbox);
            firings.derive(appender, 5, 0);
            firings.derive(appender, 5, 1);
            firings.derive(appender, 8, 0);
        }
    }

    @Test
    void shouldAppendWhatAReplayFindsMissingAtTheEnd() {
        try (Outbox outbox = new Outbox(data);
                OutboxTailer tailer = outbox.tailer()) {
            OutboxAppender appender = new OutboxAppender(outbox);
            firings.derive(appender, 5, 0);
            firings.derive(appender, 5, 1);
            firings.derive(appender, 8, 0);
            firings.derive(appender, 8, 1);
            firings.derive(appender, 9, 0);
            appender.onRecovered();
            firings.derive(appender, 12, 0);
            assertThat(Firings.read(tailer)).isEqualTo(List.of("5-0", "5-1", "8-0", "8-1", "9-0", "12-0"));
        }
    }

    @Test
    void shouldRefuseAFiringThatDiffers() {
        try (Outbox outbox = new Outbox(data)) {
            OutboxAppender appender = new OutboxAppender(outbox);
            firings.derive(appender, 5, 0);
            assertThatThrownBy(() -> firings.derive(appender, 5, 1, "it tolled"))
                    .isInstanceOf(OutboxMismatchException.class)
                    .hasMessageContaining("5-1");
        }
    }

    @Test
    void shouldRefuseAFiringThatTheOutboxLacks() {
        try (Outbox outbox = new Outbox(data)) {
            OutboxAppender appender = new OutboxAppender(outbox);
            firings.derive(appender, 5, 0);
            firings.derive(appender, 5, 1);
            assertThatThrownBy(() -> firings.derive(appender, 7, 0))
                    .isInstanceOf(OutboxMismatchException.class)
                    .hasMessageContaining("lacks event 7-0");
        }
    }

    @Test
    void shouldRefuseAStoredFiringThatIsNotDerived() {
        try (Outbox outbox = new Outbox(data)) {
            OutboxAppender appender = new OutboxAppender(outbox);
            firings.derive(appender, 5, 0);
            assertThatThrownBy(() -> firings.derive(appender, 8, 0))
                    .isInstanceOf(OutboxMismatchException.class)
                    .hasMessageContaining("holds event 5-1");
        }
        try (Outbox outbox = new Outbox(data)) {
            OutboxAppender appender = new OutboxAppender(outbox);
            firings.derive(appender, 5, 0);
            firings.derive(appender, 5, 1);
            assertThatThrownBy(appender::onRecovered)
                    .isInstanceOf(OutboxMismatchException.class)
                    .hasMessageContaining("holds event 8-0");
        }
    }

    @Test
    void shouldRefuseToGoBack() {
        try (Outbox outbox = new Outbox(data)) {
            OutboxAppender appender = new OutboxAppender(outbox);
            for (EventId event : List.of(new EventId(5, 0), new EventId(5, 1), new EventId(8, 0), new EventId(9, 0))) {
                firings.derive(appender, event.sequence(), event.ordinal());
            }
            assertThatThrownBy(() -> firings.derive(appender, 9, 0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("out of order");
        }
    }
}
