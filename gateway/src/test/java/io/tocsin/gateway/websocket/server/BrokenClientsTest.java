package io.tocsin.gateway.websocket.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.gateway.http.LogWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client sends, and whenever it leaves: it hears so as documented, and the node's log says nothing. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenClientsTest {
    private ServerFixture fixture;
    private LogWatch log;

    @BeforeAll
    void start(@TempDir Path directory) {
        fixture = ServerFixture.start(directory);
        fixture.symbols("BTCUSD");
    }

    @AfterAll
    void stop() {
        fixture.close();
    }

    @BeforeEach
    void watchLog() {
        log = new LogWatch();
    }

    @AfterEach
    void shouldHaveLoggedNothing() {
        await().until(() -> fixture.server.connections() == 0);
        log.close();
        assertThat(log.events()).isEmpty();
    }

    /** Frames in hexadecimal digits, masked with zeros where they are masked. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // not masked
                "81 02 7B7D",
                // reserved bits
                "C1 82 00000000 7B7D",
                "A1 82 00000000 7B7D",
                "91 82 00000000 7B7D",
                // reserved opcodes
                "83 82 00000000 7B7D",
                "8B 80 00000000",
                // binary
                "82 82 00000000 7B7D",
                // a continuation of nothing, a message within a message
                "80 82 00000000 7B7D",
                "01 81 00000000 7B 81 82 00000000 7B7D",
                // a control frame that is too long, or in parts
                "89 FE 007E 00000000",
                "09 80 00000000",
                // a length that is not in its shortest form, or below zero
                "81 FE 0002 00000000 7B7D",
                "81 FF 0000000000000002 00000000 7B7D",
                "81 FF 8000000000000000 00000000 7B7D",
                // more than a message may have, at once and in parts
                "81 FF 0000000000010001 00000000",
                "81 FF 7FFFFFFFFFFFFFFF 00000000",
                // no UTF-8, at once and in parts
                "81 82 00000000 FFFE",
                "81 83 00000000 EDA080",
                "01 81 00000000 C3 80 81 00000000 28",
                "01 81 00000000 C3 80 80 00000000",
                // no close frame as it should be
                "88 81 00000000 03",
                "88 82 00000000 03ED",
                "88 82 00000000 0000",
                "88 83 00000000 03E8FF",
                // no JSON
                "81 81 00000000 7B",
                "81 80 00000000",
            })
    void shouldSayThatTheProtocolIsBroken(String frames) throws IOException {
        byte[] bytes = HexFormat.of().parseHex(frames.replace(" ", ""));
        try (StalledClient client = fixture.connectStalled("alice")) {
            client.sendBytes(bytes);
            JsonNode bye = client.next();
            assertThat(bye.get("reason").textValue()).isEqualTo("protocol-error");
            assertThat(bye.get("reconnectAfterMs").isNull()).isTrue();
            assertThat(client.next().get("close").intValue()).isEqualTo(4504);
            client.sendBytes(bytes);
            client.sendBytes(new byte[1_000]);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                // within a header, within a payload
                "81",
                "81 FE 00",
                "81 85 00000000 7B",
                // within a message in parts, behind a part and within one
                "01 81 00000000 7B",
                "01 81 00000000 7B 00 81 00000000 20",
                "01 81 00000000 7B 80 85 00000000 20",
                "01 81 00000000 7B 89 80 00000000",
                // behind a close frame, right or wrong
                "88 80 00000000",
                "88 82 00000000 03E8",
                "88 81 00000000 03",
                // behind what ends the connection
                "81 02 7B7D",
                "81 FF 0000000000010001 00000000",
            })
    void shouldNotMindWhoLeaves(String frames) throws IOException {
        byte[] bytes = HexFormat.of().parseHex(frames.replace(" ", ""));
        fixture.connectStalled("alice").sendBytes(bytes).close();
        fixture.connectStalled("alice").sendBytes(bytes).reset();
    }

    @Test
    void shouldNotMindWhoLeavesWhileMuchWaitsForHim() throws IOException {
        for (int i = 0; i < 10; i++) {
            StalledClient stalled = fixture.connectStalled("alice");
            stalled.send("{'op':'subscribe','channel':'alerts'}");
            stalled.send("{'op':'subscribe','channel':'ticks','symbols':'*'}");
            stalled.next();
            for (int sequence = 1; sequence <= 200; sequence++) {
                fixture.tick(0, 1_000L * i + sequence, sequence);
                fixture.fire("alice", 1_000L * i + sequence, 0);
                stalled.send("{'op':'ping','id':'" + "x".repeat(1_000) + "'}");
            }
            if (i % 2 == 0) {
                stalled.reset();
            } else {
                stalled.close();
            }
        }
    }

    @Test
    void shouldNotMindWhateverComes() throws IOException {
        long seed = System.nanoTime();
        System.out.println("BrokenClientsTest seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 500; i++) {
            byte[] bytes = new byte[1 + random.nextInt(40)];
            random.nextBytes(bytes);
            if (random.nextBoolean()) {
                bytes[0] = (byte) (random.nextInt(16) | (random.nextBoolean() ? 0x80 : 0));
            }
            StalledClient client = fixture.connectStalled("alice").sendBytes(bytes);
            if (random.nextBoolean()) {
                client.reset();
            } else {
                client.close();
            }
        }
    }
}
