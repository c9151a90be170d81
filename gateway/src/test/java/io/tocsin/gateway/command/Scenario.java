package io.tocsin.gateway.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.alert.AlertEventJson;
import io.tocsin.contract.alert.AlertRequests;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.contract.tick.TickRequest;
import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.InputRejectedDecoder;
import io.tocsin.engine.pipeline.Pipeline;
import io.tocsin.engine.pipeline.PipelineConfig;
import io.tocsin.engine.port.Journal;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.engine.wire.InputBatch;
import io.tocsin.engine.wire.InputEncoder;
import io.tocsin.gateway.market.Symbol;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What one user asked for and how the market went, at times of its own choice: an engine lives through it as it
 * recovers. There are BTCUSD and ETHUSD, and midnight is second 0.
 */
final class Scenario {
    private static final long START_NS = TimeUnit.SECONDS.toNanos(1_385_337_600);
    private static final Limits LIMITS = new Limits(100, 10, 100, 100, 100, 100, 1_000);

    private final InputBatch batch = new InputBatch();
    private final List<byte[]> records = new ArrayList<>();
    private long timeNs = START_NS;
    private long nextSequence = 1;

    Scenario() {
        UnsafeBuffer limits = new UnsafeBuffer(new byte[128]);
        int length = new InputEncoder().wrap(limits, 0, 0).setLimits(LIMITS);
        add(limits, 0, length);
        InputFrames symbols = new InputFrames(1);
        symbols.registerSymbol("BTCUSD");
        symbols.registerSymbol("ETHUSD");
        add(symbols);
    }

    /** What follows is so many seconds after midnight. */
    Scenario at(double seconds) {
        timeNs = START_NS + (long) (seconds * 1e9);
        return this;
    }

    /** Creates an alert of BTCUSD that fires each time. */
    Scenario alert(String condition) throws ProblemException {
        String request = "{'symbol':'BTCUSD','trigger':{'mode':'every'},'condition':" + condition + "}";
        InputFrames frames = new InputFrames(1);
        frames.createAlert(
                "default\nalice",
                AlertRequests.parse(Json.decode(request.replace('\'', '"').getBytes(UTF_8)), "", symbol -> 8),
                Idempotency.NONE);
        return add(frames);
    }

    Scenario price(String price) {
        return tick(0, price, null, null, 0);
    }

    Scenario trade(String price, int size) {
        return tick(0, price, null, null, size);
    }

    Scenario quote(String price, String bid, String ask) {
        return tick(0, price, new BigDecimal(bid), new BigDecimal(ask), 0);
    }

    Scenario other(String price) {
        return tick(1, price, null, null, 0);
    }

    private Scenario tick(int symbolId, String price, BigDecimal bid, BigDecimal ask, int size) {
        Symbol symbol = new Symbol(symbolId, symbolId == 0 ? "BTCUSD" : "ETHUSD", 8, 0, 0);
        InputFrames frames = new InputFrames(1);
        frames.tick(
                symbol,
                new TickRequest(
                        symbol.name(), new BigDecimal(price), bid, ask, size * 100_000_000L, TickRequest.NULL_VALUE));
        return add(frames);
    }

    private Scenario add(InputFrames frames) {
        int at = 0;
        for (int i = 0; i < frames.count(); i++) {
            int length = frames.buffer().getInt(at, ByteOrder.LITTLE_ENDIAN);
            add(frames.buffer(), at + Integer.BYTES, length);
            at += Integer.BYTES + length;
        }
        return this;
    }

    private void add(DirectBuffer message, int offset, int length) {
        batch.clear();
        batch.add(message, offset, length);
        batch.seal(nextSequence++, timeNs);
        byte[] record = new byte[batch.length()];
        batch.buffer().getBytes(0, record);
        records.add(record);
    }

    /** Plays it; returns what the user hears, without what is the same every time. */
    List<ObjectNode> play() {
        Firings firings = new Firings();
        try (Pipeline pipeline = new Pipeline(
                new PipelineConfig(64, 1024, PipelineConfig.Waiting.BLOCKING, PipelineConfig.Threads.TWO),
                LIMITS,
                new Recording(),
                List.of(firings),
                () -> {})) {
            pipeline.recover();
        }
        return firings.list;
    }

    private static final class Firings implements OutputListener {
        private final List<ObjectNode> list = new ArrayList<>();

        @Override
        public void onFiring(AlertFiredDecoder firing) {
            list.add(AlertEventJson.of(firing, false));
        }

        @Override
        public void onRejected(InputRejectedDecoder rejection) {
            throw new AssertionError(rejection);
        }
    }

    private final class Recording implements Journal {
        @Override
        public void replay(long sequence, BatchHandler handler) {
            records.forEach(record -> handler.onBatch(new UnsafeBuffer(record), 0, record.length));
        }

        @Override
        public void append(DirectBuffer record, int offset, int length) {
            throw new AssertionError("nothing lives on");
        }

        @Override
        public void close() {}
    }
}
