package io.tocsin.gateway.feed.exchange;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param open       until the stream is open.
 * @param lifetime   of a connection.
 * @param hold       that trades wait for those that are missing before them.
 * @param answer     until a request for missing trades is answered as a whole.
 * @param retryPause before missing trades are asked for again.
 * @param sendPause  between two messages that go out.
 */
record Timing(
        Duration open, Duration lifetime, Duration hold, Duration answer, Duration retryPause, Duration sendPause) {
    static Timing of(Exchange exchange) {
        return new Timing(
                Duration.ofSeconds(10),
                exchange.lifetime(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(3),
                Duration.ofMillis(500),
                Duration.ofMillis(250));
    }
}
