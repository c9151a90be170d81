package io.tocsin.gateway.command;

import io.tocsin.contract.alert.AlertState;
import io.tocsin.engine.codec.AlertChangedDecoder;
import io.tocsin.engine.codec.DeviceChangedDecoder;
import io.tocsin.engine.codec.InputRejectedDecoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.SymbolChangedDecoder;
import io.tocsin.engine.codec.TickAcceptedDecoder;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.gateway.market.Symbol;
import java.nio.ByteOrder;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.DirectBuffer;

/**
 * Brings the engine's replies to those who wait for them. As a listener it belongs behind whatever a reply must not
 * overtake: the outbox, the symbols and the quotes.
 * <p>
 * The inputs of one request have consecutive correlation ids, which tell both the request and the input's place in it:
 *
 * <pre>
 *   correlation id = | request: 50 bits | index: 14 bits |
 * </pre>
 *
 * Requests are numbered on from the time of the start, so that the replies to earlier runs, seen again in recovery, are
 * for nobody. The egress thread decodes; completion happens on the executor.
 */
public final class Replies implements OutputListener, AutoCloseable {
    private static final int INDEX_BITS = 14;
    static final int MAX_INPUTS = 1 << INDEX_BITS;

    private static final int REQUESTS_PER_MS_BITS = 6;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long SWEEP_PERIOD_MS = 250;
    private static final int CORRELATION_ID_OFFSET =
            MessageHeaderDecoder.ENCODED_LENGTH + TickAcceptedDecoder.correlationIdEncodingOffset();

    private final Executor executor;
    private final ConcurrentMap<Long, Waiter<?>> waiters = new ConcurrentHashMap<>();
    private final AtomicLong nextRequest = new AtomicLong(System.currentTimeMillis() << REQUESTS_PER_MS_BITS);
    private final CommandCounters counters = new CommandCounters();
    private final ScheduledExecutorService sweeper;
    private final Future<?> sweeps;

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final TickAcceptedDecoder tick = new TickAcceptedDecoder();
    private final InputRejectedDecoder rejected = new InputRejectedDecoder();
    private final SymbolChangedDecoder symbol = new SymbolChangedDecoder();
    private final AlertChangedDecoder alert = new AlertChangedDecoder();
    private final DeviceChangedDecoder device = new DeviceChangedDecoder();

    /** @param executor runs what follows a reply; it must take tasks for as long as outputs come. */
    public Replies(Executor executor) {
        this.executor = executor;
        sweeper = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "tocsin-reply-timeouts");
            thread.setDaemon(true);
            return thread;
        });
        sweeps = sweeper.scheduleAtFixedRate(this::sweep, SWEEP_PERIOD_MS, SWEEP_PERIOD_MS, TimeUnit.MILLISECONDS);
    }

    public CommandCounters counters() {
        return counters;
    }

    /** A request's first correlation id. */
    long nextCorrelationId() {
        return nextRequest.getAndIncrement() << INDEX_BITS;
    }

    <T extends Reply> Waiter<T> expect(long firstCorrelationId, int count, Class<T> type) {
        Waiter<T> waiter = new Waiter<>(type, count, System.nanoTime() + TIMEOUT_NS);
        waiters.put(firstCorrelationId >> INDEX_BITS, waiter);
        return waiter;
    }

    void forget(long firstCorrelationId) {
        waiters.remove(firstCorrelationId >> INDEX_BITS);
    }

    @Override
    public void onOutput(DirectBuffer message, int offset, int length) {
        header.wrap(message, offset);
        switch (header.templateId()) {
            case TickAcceptedDecoder.TEMPLATE_ID,
                    InputRejectedDecoder.TEMPLATE_ID,
                    SymbolChangedDecoder.TEMPLATE_ID,
                    AlertChangedDecoder.TEMPLATE_ID,
                    DeviceChangedDecoder.TEMPLATE_ID -> {
                long correlationId = message.getLong(offset + CORRELATION_ID_OFFSET, ByteOrder.LITTLE_ENDIAN);
                if (correlationId != 0) {
                    onReply(correlationId, message, offset);
                }
            }
            default -> {
                // a firing answers nobody
            }
        }
    }

    private void onReply(long correlationId, DirectBuffer message, int offset) {
        long request = correlationId >> INDEX_BITS;
        Waiter<?> waiter = waiters.get(request);
        int index = (int) (correlationId & MAX_INPUTS - 1);
        if (waiter != null && waiter.onReply(index, decode(message, offset), counters)) {
            waiters.remove(request);
            executor.execute(waiter::complete);
        }
    }

    private Reply decode(DirectBuffer message, int offset) {
        return switch (header.templateId()) {
            case TickAcceptedDecoder.TEMPLATE_ID ->
                new Reply.Tick(tick.wrapAndApplyHeader(message, offset, header).sequence());
            case SymbolChangedDecoder.TEMPLATE_ID -> {
                symbol.wrapAndApplyHeader(message, offset, header);
                yield new SymbolReply(
                        symbol.sequence(),
                        new Symbol(
                                symbol.symbolId(),
                                symbol.symbolName(),
                                symbol.decimals(),
                                symbol.maxJumpPpm(),
                                symbol.dayRollNs()));
            }
            case AlertChangedDecoder.TEMPLATE_ID -> {
                alert.wrapAndApplyHeader(message, offset, header);
                yield new AlertReply(alert.sequence(), alert.change(), AlertState.of(alert));
            }
            case DeviceChangedDecoder.TEMPLATE_ID ->
                new DeviceReply(
                        device.wrapAndApplyHeader(message, offset, header).sequence());
            default -> {
                rejected.wrapAndApplyHeader(message, offset, header);
                yield new Reply.Rejection(rejected.reason(), rejected.bound());
            }
        };
    }

    private void sweep() {
        long nowNs = System.nanoTime();
        waiters.forEach((request, waiter) -> {
            if (waiter.isOverdue(nowNs)) {
                giveUp(request, waiter);
            }
        });
    }

    private void giveUp(Long request, Waiter<?> waiter) {
        if (waiters.remove(request, waiter)) {
            counters.count(new Outcome.TimedOut<>());
            executor.execute(waiter::giveUp);
        }
    }

    /** Gives up on all that still wait; after the pipeline has been closed, so that there are none unless it failed. */
    @Override
    public void close() {
        sweeps.cancel(false);
        sweeper.shutdown();
        waiters.forEach(this::giveUp);
    }
}
