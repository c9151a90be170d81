package io.tocsin.gateway.feed.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.engine.Messages;
import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.port.CommandSink;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.gateway.command.EngineFixture;
import io.tocsin.gateway.feed.EngineAccess;
import io.tocsin.gateway.feed.FeedHost;
import io.tocsin.gateway.feed.RecordedData;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/**
 * Five minutes of Binance from a WebSocket server through feed and engine, with 10 000 alerts: what fires, when and at
 * which price is what a simple reading of the same file says.
 */
class RecordedFiringsTest {
    private static final int ALERTS = 10_000;
    private static final int DECIMALS = 8;
    private static final String SYMBOL = "BTCUSDT";
    private static final String FILE = "binance-stream/btcusdt_20240809.gz";

    private final Map<Long, Fired> fired = new ConcurrentHashMap<>();

    private record Fired(long timeNs, long price) {}

    private record Alert(ConditionType type, long level) {
        boolean isReachedBy(long price) {
            return type == ConditionType.ABOVE ? price >= level : price <= level;
        }
    }

    @Test
    void shouldFireAsASimpleReadingOfTheRecordingSays() throws Exception {
        List<String> messages =
                RecordedStreamsTest.messages(RecordedData.require().resolve(FILE));
        List<Fired> trades = trades(messages);
        List<Alert> alerts = alerts(trades);
        try (ExchangeFixture fixture = new ExchangeFixture(peer -> {
                    peer.upgrade();
                    peer.next();
                    for (String message : messages) {
                        peer.textLater(message);
                    }
                    peer.end();
                });
                EngineFixture engine =
                        new EngineFixture(new Limits(ALERTS, 1_000, ALERTS, 16, 16, 16, 16), new OutputListener() {
                            @Override
                            public void onFiring(AlertFiredDecoder firing) {
                                fired.put(firing.alertId(), new Fired(firing.exchangeTimeNs(), firing.price()));
                            }
                        })) {
            fixture.quotes = false;
            engine.start();
            create(alerts, engine.pipeline.commandSink());
            try (FeedHost feeds = new FeedHost(
                    new EngineAccess(engine.commands, engine.pipeline.commandSink(), engine.symbols, () -> true))) {
                feeds.add(fixture.feed(Exchange.BINANCE, SYMBOL));
                feeds.start("test");
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> feeds.status("test").orElseThrow().failures() > 0);
                assertThat(feeds.status("test").orElseThrow().ticks()).isEqualTo(trades.size());
                assertThat(feeds.rejects("test")).isEmpty();
            }
        }
        assertThat(fired).hasSizeGreaterThan(ALERTS / 4).isEqualTo(expected(alerts, trades));
    }

    private static List<Fired> trades(List<String> messages) throws ProblemException {
        List<Fired> trades = new ArrayList<>();
        for (String message : messages) {
            JsonNode data = Json.decode(message.getBytes(UTF_8)).path("data");
            if (data.path("e").asText().equals("trade")) {
                long price = new BigDecimal(data.get("p").asText())
                        .movePointRight(DECIMALS)
                        .longValueExact();
                trades.add(new Fired(data.get("T").asLong() * 1_000_000, price));
            }
        }
        return trades;
    }

    /** At levels from half of the way that the price went below its lowest to half of it above its highest. */
    private static List<Alert> alerts(List<Fired> trades) {
        long low = trades.stream().mapToLong(Fired::price).min().orElseThrow();
        long high = trades.stream().mapToLong(Fired::price).max().orElseThrow();
        SplittableRandom random = new SplittableRandom(20240809);
        List<Alert> alerts = new ArrayList<>();
        for (int i = 0; i < ALERTS; i++) {
            long level = random.nextLong(low - (high - low) / 2, high + (high - low) / 2);
            alerts.add(new Alert(i % 2 == 0 ? ConditionType.ABOVE : ConditionType.BELOW, level));
        }
        return alerts;
    }

    private static void create(List<Alert> alerts, CommandSink sink) {
        Messages messages = new Messages();
        for (Alert alert : alerts) {
            int length = messages.create(alert.type(), TriggerMode.ONCE, SYMBOL.getBytes(UTF_8), alert.level());
            while (sink.offer(messages.buffer, 0, length) != CommandSink.Offer.ACCEPTED) {
                Thread.onSpinWait();
            }
        }
    }

    private static Map<Long, Fired> expected(List<Alert> alerts, List<Fired> trades) {
        Map<Long, Fired> expected = new HashMap<>();
        for (int i = 0; i < alerts.size(); i++) {
            Alert alert = alerts.get(i);
            long id = i + 1L;
            trades.stream()
                    .filter(trade -> alert.isReachedBy(trade.price()))
                    .findFirst()
                    .ifPresent(first -> expected.put(id, first));
        }
        return expected;
    }
}
