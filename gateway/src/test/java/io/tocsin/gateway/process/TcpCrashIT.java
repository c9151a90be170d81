package io.tocsin.gateway.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.PlainTickDecoder;
import io.tocsin.engine.codec.SourceProgressDecoder;
import io.tocsin.journal.inputs.JournalReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a node and the sender of its ticks at random moments, again and again, and then reads the journal: every tick
 * is there exactly once, in order, and with it how far the sender got.
 */
@Soak
class TcpCrashIT {
    static final String SYMBOL = "CRASH";

    private static final int KILLS = Integer.getInteger("tocsin.kills", Seeds.isSoak() ? 20 : 2);

    @TempDir
    Path directory;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void shouldHaveEachTickOnceInTheJournal() throws Exception {
        long seed = Seeds.one();
        SplittableRandom random = new SplittableRandom(seed);
        int port = NodeProcess.freePort();
        Map<String, String> environment = Map.of(
                "TOCSIN_FEEDS", "tcp", "TOCSIN_FEED_TCP_PORT", Integer.toString(port), "TOCSIN_SNAPSHOT_EVERY", "1s");
        long acknowledged;
        try (NodeProcess node = new NodeProcess(directory, environment)) {
            node.start();
            String token = Api.as(node, "alice", "ticks:write").token();
            try (SenderProcess sender = new SenderProcess(directory.resolve("sender.log"), port, token)) {
                sender.start();
                for (int kill = 0; kill < KILLS; kill++) {
                    long before = sender.acknowledged();
                    await().atMost(Duration.ofSeconds(60)).until(() -> sender.acknowledged() > before);
                    long untilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(1_000));
                    await().pollInterval(Duration.ofMillis(1)).until(() -> System.nanoTime() > untilNs);
                    boolean isOfNode = kill % 2 == 0;
                    if (isOfNode || random.nextInt(3) == 0) {
                        node.kill();
                        node.start();
                    }
                    if (!isOfNode) {
                        sender.kill();
                        sender.start();
                    }
                }
                sender.finish();
                acknowledged = sender.acknowledged();
            }
            assertThat(node.terminate()).isZero();
        }
        Ticks ticks = new Ticks();
        try (JournalReader journal = new JournalReader(directory.resolve("data"))) {
            while (journal.next()) {
                journal.forEach(ticks::onInput);
            }
        }
        assertThat(ticks.unexpected)
                .as("first tick that is not the next one, seed %d", seed)
                .isZero();
        assertThat(ticks.last).as("seed %d", seed).isEqualTo(acknowledged).isPositive();
        assertThat(ticks.progress).as("seed %d", seed).isEqualTo(acknowledged);
    }

    /** The ticks of a journal, whose prices count up from 1. */
    private static final class Ticks {
        private final MessageHeaderDecoder header = new MessageHeaderDecoder();
        private final PlainTickDecoder tick = new PlainTickDecoder();
        private final SourceProgressDecoder sourceProgress = new SourceProgressDecoder();
        private long last;
        private long unexpected;
        private long progress;

        void onInput(long sequence, long timestampNs, DirectBuffer message, int offset, int length) {
            switch (header.wrap(message, offset).templateId()) {
                case PlainTickDecoder.TEMPLATE_ID -> {
                    long price =
                            tick.wrapAndApplyHeader(message, offset, header).price();
                    if (price != last + 1 && unexpected == 0) {
                        unexpected = price;
                    }
                    last = price;
                }
                case SourceProgressDecoder.TEMPLATE_ID ->
                    progress = Math.max(
                            progress,
                            sourceProgress
                                    .wrapAndApplyHeader(message, offset, header)
                                    .sourceSequence());
                default -> {
                    // Clocks, and the symbol.
                }
            }
        }
    }
}
