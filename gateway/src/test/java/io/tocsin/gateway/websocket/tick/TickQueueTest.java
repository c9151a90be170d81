package io.tocsin.gateway.websocket.tick;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import io.tocsin.gateway.market.AcceptedTick;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TickQueueTest {
    private static final byte[] TEXT = new byte[100];

    private final TickRecord record = new TickRecord();

    @Test
    void shouldHandOverTicksInOrder() {
        Recorder recorder = new Recorder(2);
        TickQueue queue = new TickQueue(4096, recorder);

        offer(queue, 0, 1, 100);
        offer(queue, 1, 2, 200);
        offer(queue, 0, 3, 101);

        assertThat(queue.drain(10)).isFalse();
        assertThat(recorder.log).containsExactly("0@1", "1@2", "0@3");
    }

    @Test
    void shouldStopAtTheLimitAndSaySo() {
        Recorder recorder = new Recorder(1);
        TickQueue queue = new TickQueue(4096, recorder);
        offer(queue, 0, 1, 100);
        offer(queue, 0, 2, 100);

        assertThat(queue.drain(1)).isTrue();
        assertThat(queue.drain(1)).isFalse();
        assertThat(recorder.log).containsExactly("0@1", "0@2");
    }

    @Test
    void shouldConflateBySymbolWhatDoesNotFit() {
        Recorder recorder = new Recorder(2);
        TickQueue queue = new TickQueue(2048, recorder);
        for (int sequence = 1; sequence <= 100; sequence++) {
            offer(queue, sequence % 2, sequence, 1_000 + sequence);
        }

        while (queue.drain(10)) {
            assertThat(recorder.log).isNotEmpty();
        }

        assertThat(recorder.counts).containsExactly(50, 50);
        assertThat(recorder.lastSequences).containsExactly(100L, 99L);
        assertThat(recorder.log.subList(recorder.log.size() - 2, recorder.log.size()))
                .allMatch(entry -> entry.contains("x"));

        offer(queue, 0, 101, 1_000);
        queue.drain(10);
        assertThat(recorder.log).last().isEqualTo("0@101");
    }

    @Soak
    @Test
    @Timeout(60)
    void shouldLoseNothingAndKeepTheOrderUnderARacingConsumer() {
        long seed = Seeds.one();
        int symbols = 5;
        Recorder recorder = new Recorder(symbols);
        TickQueue queue = new TickQueue(2048, recorder);
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> consumer = CompletableFuture.runAsync(() -> {
            boolean last;
            do {
                last = done.get();
                while (queue.drain(64)) {
                    Thread.onSpinWait();
                }
            } while (!last);
        });

        int ticks = 500_000;
        int[] offered = new int[symbols];
        Random random = new Random(seed);
        for (int sequence = 1; sequence <= ticks; sequence++) {
            int symbolId = random.nextInt(symbols);
            offered[symbolId]++;
            offer(queue, symbolId, sequence, 1_000 + random.nextInt(100));
        }
        done.set(true);
        consumer.join();

        assertThat(recorder.counts).as("seed %d", seed).isEqualTo(offered);
        assertThat(recorder.outOfOrder).as("seed %d", seed).isZero();
    }

    private void offer(TickQueue queue, int symbolId, long sequence, long price) {
        record.set(AcceptedTick.of(symbolId, sequence, sequence, price, 1).decoder());
        queue.offer(record.setText(TEXT, TEXT.length));
    }

    private static final class Recorder implements TickQueue.Consumer {
        final List<String> log = new ArrayList<>();
        final int[] counts;
        final long[] lastSequences;
        int outOfOrder;

        Recorder(int symbols) {
            counts = new int[symbols];
            lastSequences = new long[symbols];
        }

        @Override
        public void onTick(TickRecord tick) {
            note(tick.symbolId(), 1, tick.sequence());
            log.add(tick.symbolId() + "@" + tick.sequence());
        }

        @Override
        public void onConflated(int symbolId, Conflation ticks) {
            note(symbolId, (int) ticks.count(), ticks.sequence());
            log.add(symbolId + "x" + ticks.count() + "@" + ticks.sequence());
        }

        private void note(int symbolId, int count, long sequence) {
            counts[symbolId] += count;
            if (sequence <= lastSequences[symbolId]) {
                outOfOrder++;
            }
            lastSequences[symbolId] = sequence;
        }
    }
}
