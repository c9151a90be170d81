package io.tocsin.gateway.command;

import io.tocsin.engine.pipeline.Pipeline;
import io.tocsin.engine.pipeline.PipelineConfig;
import io.tocsin.engine.port.Journal;
import io.tocsin.engine.port.Limits;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.engine.projection.QuoteBoard;
import io.tocsin.gateway.market.SymbolDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.agrona.DirectBuffer;

/** A whole engine behind its rings, which keeps no journal. */
public final class EngineFixture implements AutoCloseable {
    public static final int MAX_ALERTS = 5000;
    public static final int MAX_SYMBOLS = 8;
    public static final int MAX_ALERTS_PER_OWNER = 60;
    public static final int MAX_KEYS_PER_OWNER = 40;
    public static final int MAX_KEYS = 60;
    public static final int MAX_SERIES = 100;
    public static final int MAX_SERIES_PER_SYMBOL = 50;

    public final ExecutorService executor = Executors.newFixedThreadPool(2);
    public final SymbolDirectory symbols = new SymbolDirectory();
    public final QuoteBoard quotes = new QuoteBoard();
    public final Replies replies = new Replies(executor);
    public final Pipeline pipeline;
    public final Commands commands;

    /** @param more listeners in front of the replies. */
    public EngineFixture(OutputListener... more) {
        this(
                new Limits(
                        MAX_ALERTS,
                        MAX_SYMBOLS,
                        MAX_ALERTS_PER_OWNER,
                        MAX_SERIES,
                        MAX_SERIES_PER_SYMBOL,
                        MAX_KEYS_PER_OWNER,
                        MAX_KEYS),
                more);
    }

    public EngineFixture(Limits limits, OutputListener... more) {
        List<OutputListener> listeners = new ArrayList<>(List.of(symbols, quotes));
        listeners.addAll(List.of(more));
        listeners.add(replies);
        pipeline = new Pipeline(
                new PipelineConfig(16_384, 16_384, PipelineConfig.Waiting.BLOCKING, PipelineConfig.Threads.TWO),
                limits,
                new NoJournal(),
                listeners,
                () -> {});
        commands = new Commands(pipeline.commandSink(), replies, symbols);
    }

    public EngineFixture start() {
        pipeline.recover();
        pipeline.start();
        return this;
    }

    @Override
    public void close() {
        pipeline.close();
        replies.close();
        executor.shutdown();
    }

    private static final class NoJournal implements Journal {
        @Override
        public void append(DirectBuffer batch, int offset, int length) {}

        @Override
        public void replay(long sequence, BatchHandler handler) {}

        @Override
        public void close() {}
    }
}
