package io.tocsin.gateway.feed.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tocsin.contract.ingest.RefusedException;
import io.tocsin.contract.ingest.TickSender;
import io.tocsin.gateway.control.FeedReject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TcpFeedTest {
    private static final TcpConfig.Timing PATIENT =
            new TcpConfig.Timing(Duration.ofSeconds(10), Duration.ofSeconds(10));

    @TempDir
    Path directory;

    private TcpFixture node;

    @AfterEach
    void stop() {
        if (node != null) {
            node.close();
        }
    }

    private RawSender welcomed() throws IOException {
        RawSender sender = node.connect().hello("raw", node.token()).send();
        assertThat(sender.next()).isEqualTo("welcome 0 " + node.window);
        return sender;
    }

    @Test
    void shouldLetInWhoMayBringTicksOnly() throws Exception {
        node = new TcpFixture(directory);
        try (RawSender sender = node.connect().hello("a", "no.to.ken").send()) {
            assertThat(sender.next()).startsWith("bye UNAUTHORIZED 0 ");
            assertThat(sender.next()).isEqualTo("closed");
        }
        try (RawSender sender =
                node.connect().hello("a", node.token("bob", "alerts")).send()) {
            assertThat(sender.next()).startsWith("bye FORBIDDEN 0 ").contains("ticks:write");
        }
        try (RawSender sender = node.connect().hello("a b", node.token()).send()) {
            assertThat(sender.next()).startsWith("bye MALFORMED 0 ").contains("name");
        }
        try (RawSender sender = node.connect().tick(1, 0, 1).send()) {
            assertThat(sender.next()).startsWith("bye MALFORMED 0 ").contains("before Hello");
        }
        int port = node.port();
        assertThatThrownBy(() -> TickSender.connect("127.0.0.1", port, "a", () -> "no.to.ken"))
                .isInstanceOf(RefusedException.class);
        try (RawSender sender = welcomed()) {
            sender.done().send();
            assertThat(sender.next()).startsWith("bye DONE ");
        }
    }

    @Test
    void shouldAcknowledgeWhatIsJournaledAndGoOnFromThere() throws Exception {
        node = new TcpFixture(directory);
        try (TickSender sender = TickSender.connect("127.0.0.1", node.port(), "s", node::token)) {
            int symbol = sender.define("A");
            for (int i = 1; i <= 10_000; i++) {
                sender.send(symbol, 8, i, 1, TickSender.ABSENT);
            }
            sender.awaitAcknowledged();
            assertThat(node.prices("A")).isEqualTo(range(1, 10_000));
        }
        try (TickSender sender = TickSender.connect("127.0.0.1", node.port(), "s", node::token)) {
            assertThat(sender.lastSequence()).isEqualTo(10_000);
            sender.send(sender.define("A"), 8, 10_001, 1, TickSender.ABSENT);
        }
        try (TickSender other = TickSender.connect("127.0.0.1", node.port(), "other", node::token)) {
            assertThat(other.lastSequence()).isZero();
        }
        assertThat(node.prices("A")).isEqualTo(range(1, 10_001));
        assertThat(node.status().ticks()).isEqualTo(10_001);
    }

    @Test
    void shouldTakeEachTickOnceWhenTheFeedIsStartedAgainMeanwhile() throws Exception {
        node = new TcpFixture(directory, 16, 500, PATIENT);
        int port = node.port();
        try (TickSender sender = TickSender.connect("127.0.0.1", port, "s", node::token)) {
            int symbol = sender.define("A");
            for (int i = 1; i <= 20_000; i++) {
                sender.send(symbol, 8, i, 1, TickSender.ABSENT);
                if (i % 7_000 == 0) {
                    node.stop();
                    node.start();
                }
            }
        }
        assertThat(node.prices("A")).isEqualTo(range(1, 20_000));
    }

    @Test
    void shouldPassOverWhatItHasAlreadyAndRefuseAGap() throws Exception {
        node = new TcpFixture(directory);
        try (RawSender sender = welcomed()) {
            sender.define(0, "A").tick(1, 0, 5).tick(1, 0, 6).tick(2, 0, 7).send();
            assertThat(sender.await("ack")).isEqualTo("ack 2 0");
            long position = sender.tick(4, 0, 8).take().length;
            assertThat(position).isEqualTo(65);
            sender.tick(4, 0, 8).send();
            assertThat(sender.await("bye")).startsWith("bye SEQUENCE_GAP ").contains("tick 4 after 2");
        }
        assertThat(node.prices("A")).hasSize(2);
    }

    @Test
    void shouldEndTheSenderWhoseUserHasNoTokenAnyMore() throws Exception {
        node = new TcpFixture(directory);
        AtomicInteger tokens = new AtomicInteger();
        TickSender sender = TickSender.connect("127.0.0.1", node.port(), "s", () -> {
            if (tokens.getAndIncrement() > 0) {
                throw new IllegalStateException("no more tokens");
            }
            return node.token();
        });
        int symbol = sender.define("A");
        node.host().stop("tcp");
        assertThatThrownBy(() -> {
                    while (true) {
                        sender.send(symbol, 8, 1, 1, TickSender.ABSENT);
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessage("the sender is closed");
    }

    @Test
    void shouldLeaveOutOnlyTheTicksThatMakeNoSense() throws Exception {
        node = new TcpFixture(directory);
        try (RawSender sender = welcomed()) {
            sender.define(0, "A")
                    .define(1, "not a name")
                    .tick(1, 0, 5)
                    .tick(2, 9, 5)
                    .tick(3, 0, 0)
                    .tick(4, 1, 5);
            sender.tick(5, 0, 6).send();
            List<String> messages = new ArrayList<>();
            do {
                messages.add(sender.next());
            } while (!messages.contains("ack 5 3"));
            assertThat(messages)
                    .contains(
                            "symbol 0 DEFINED ",
                            "reject 2 UNKNOWN_SYMBOL",
                            "reject 3 PRICE_NOT_POSITIVE",
                            "reject 4 UNKNOWN_SYMBOL")
                    .anyMatch(message -> message.startsWith("symbol 1 REFUSED it "));
        }
        assertThat(node.prices("A")).hasSize(2);
        assertThat(node.status().rejects()).isEqualTo(3);
        assertThat(node.host().rejects("tcp").stream().map(FeedReject::position))
                .contains("tick 3 of tcp/default/raw/alice");
    }

    @Test
    void shouldReadMessagesThatComeByteByByte() throws Exception {
        node = new TcpFixture(directory);
        try (RawSender sender = node.connect()) {
            byte[] all = sender.hello("raw", node.token())
                    .define(0, "A")
                    .tick(1, 0, 5)
                    .tick(2, 0, 6)
                    .take();
            for (byte one : all) {
                sender.raw(one).send();
            }
            assertThat(sender.await("ack 2")).isEqualTo("ack 2 0");
        }
    }

    @Test
    void shouldRefuseGarbageAndSayWhereItIs() throws Exception {
        node = new TcpFixture(directory);
        try (RawSender sender =
                node.connect().raw(RawSender.ascii("GET / HTTP/1.1\r\n\r\n")).send()) {
            assertThat(sender.next()).startsWith("bye MALFORMED 0 a message of 542393671 bytes");
        }
        try (RawSender sender = welcomed()) {
            sender.heartbeat().raw((byte) 1, (byte) 64, (byte) 0, (byte) 0).send();
            assertThat(sender.next()).startsWith("bye MALFORMED ").contains("a message of 16385 bytes");
        }
        try (RawSender sender = node.connect()) {
            byte[] hello = sender.hello("raw", node.token()).take();
            hello[0] = 12;
            sender.raw(hello).send();
            assertThat(sender.next()).startsWith("bye MALFORMED 0 message 1 is cut off");
        }
        try (RawSender sender = node.connect()) {
            byte[] hello = sender.hello("raw", node.token()).take();
            hello[8] = 1;
            sender.raw(hello).send();
            assertThat(sender.next()).startsWith("bye MALFORMED 0 schema ");
        }
    }

    @Test
    void shouldNotWaitForeverForWhatDoesNotCome() throws Exception {
        node = new TcpFixture(directory, 16, 10, new TcpConfig.Timing(Duration.ofMillis(400), Duration.ofMillis(400)));
        try (RawSender silent = node.connect();
                RawSender halfway = welcomed()) {
            halfway.raw((byte) 61).send();
            assertThat(silent.next()).startsWith("bye TOO_SLOW 0 no Hello");
            assertThat(halfway.next()).startsWith("bye TOO_SLOW ").contains("rest of a message");
        }
        try (RawSender quiet = welcomed()) {
            assertThat(quiet.next()).startsWith("bye SILENT ");
        }
        try (TickSender beating = TickSender.connect("127.0.0.1", node.port(), "s", node::token)) {
            int symbol = beating.define("A");
            long since = System.nanoTime();
            await().until(() ->
                    System.nanoTime() - since > Duration.ofMillis(1_500).toNanos());
            beating.send(symbol, 0, 1, 1, 1);
        }
        assertThat(node.prices("A")).hasSize(1);
    }

    @Test
    void shouldCloseWhoSendsMoreThanTheWindow() throws Exception {
        node = new TcpFixture(directory, 16, 10, PATIENT);
        try (RawSender sender = welcomed()) {
            sender.define(0, "A").send();
            sender.await("symbol");
            node.hasRoom.set(false);
            for (int i = 1; i <= 11; i++) {
                sender.tick(i, 0, i);
            }
            sender.send();
            assertThat(sender.next()).startsWith("bye WINDOW_EXCEEDED ").contains("tick 11");
        }
    }

    @Test
    void shouldReadNothingWhileTheRingIsFull() throws Exception {
        node = new TcpFixture(directory);
        try (TickSender sender = TickSender.connect("127.0.0.1", node.port(), "s", node::token);
                RawSender deaf = welcomed()) {
            int symbol = sender.define("A");
            deaf.define(0, "B").send();
            deaf.await("symbol");
            node.hasRoom.set(false);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(sender, symbol, 200_000));
            deaf.tick(1, 0, 1).send();
            for (int i = 0; i < 1_000; i++) {
                deaf.heartbeat();
            }
            byte[] flood = deaf.take();
            CompletableFuture<Void> flooding = CompletableFuture.runAsync(() -> flood(deaf, flood, 2_000));
            await().during(Duration.ofMillis(500)).until(() -> !flooding.isDone() && !sending.isDone());
            assertThat(node.prices("A")).isEmpty();
            node.hasRoom.set(true);
            flooding.join();
            sending.join();
            sender.awaitAcknowledged();
            assertThat(deaf.await("ack")).isEqualTo("ack 1 0");
        }
        assertThat(node.prices("A")).isEqualTo(range(1, 200_000));
    }

    private static void send(TickSender sender, int symbol, int count) {
        try {
            for (int i = 1; i <= count; i++) {
                sender.send(symbol, 8, i, 1, TickSender.ABSENT);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void flood(RawSender sender, byte[] bytes, int times) {
        try {
            for (int i = 0; i < times; i++) {
                sender.raw(bytes).send();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void shouldServeSeveralSendersAtOnce() throws Exception {
        node = new TcpFixture(directory);
        List<TickSender> senders = new ArrayList<>();
        List<CompletableFuture<Void>> sending = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            TickSender sender = TickSender.connect("127.0.0.1", node.port(), "s" + i, node::token);
            senders.add(sender);
            int symbol = sender.define("S" + i);
            sending.add(CompletableFuture.runAsync(() -> send(sender, symbol, 20_000)));
        }
        sending.forEach(CompletableFuture::join);
        for (int i = 0; i < 4; i++) {
            senders.get(i).close();
            assertThat(node.prices("S" + i)).isEqualTo(range(1, 20_000));
        }
    }

    @Test
    void shouldGiveASenderOneConnection() throws Exception {
        node = new TcpFixture(directory, 2, 100, PATIENT);
        try (RawSender first = welcomed();
                RawSender second = welcomed()) {
            assertThat(first.next()).startsWith("bye REPLACED ");
            try (RawSender third = node.connect().hello("other", node.token()).send()) {
                assertThat(third.next()).isEqualTo("welcome 0 100");
                try (RawSender fourth = node.connect()) {
                    assertThat(fourth.next()).startsWith("bye TOO_MANY_CONNECTIONS ");
                }
            }
            second.heartbeat().send();
            second.socket.setSoTimeout(200);
            assertThatThrownBy(second::next).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void shouldSayByeWhenItStops() throws Exception {
        node = new TcpFixture(directory);
        try (RawSender sender = welcomed()) {
            node.stop();
            assertThat(sender.next()).startsWith("bye STOPPING ");
        }
        assertThat(node.feed.address()).isEmpty();
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }
}
