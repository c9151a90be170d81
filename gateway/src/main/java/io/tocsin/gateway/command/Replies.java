package io.tocsin.gateway.command;

import io.tocsin.contract.alert.AlertState;
import io.tocsin.engine.codec.AlertChangedDecoder;
import io.tocsin.engine.codec.DeviceChangedDecoder;
import io.tocsin.engine.codec.EventAcknowledgedDecoder;
import io.tocsin.engine.codec.InputRejectedDecoder;
import io.tocsin.engine.codec.SymbolChangedDecoder;
import io.tocsin.engine.codec.TickAcceptedDecoder;
import io.tocsin.engine.port.OutputListener;
import io.tocsin.gateway.market.Symbol;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Brings the engine's replies to those who wait for them. As a listener it belongs behind whatever a reply must not
 * overtake: the outbox, the symbols and the quotes.
 * <p>
 * The inputs of one request have consecutive correlation ids, which name both the request and the input's place in it:
 *
 * <pre>
 *   correlation id = | request: 50 bits | index: 14 bits |
 * </pre>
 *
 * Of ticks only the first bears one, and {@link TickWaiter} counts on from its sequence.
 * <p>
 * Requests are numbered on from the time of the start, so that the replies to earlier runs, seen again in recovery, are
 * for nobody. The egress thread decodes; completion happens on the executor.
 */
public final class Replies implements OutputListener, AutoCloseable {
    private static final int INDEX_BITS = 14;
    static final int MAX_INPUTS = 1 << INDEX_BITS;

    private static final int REQUESTS_PER_MS_BITS = 6;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long SWEEP_PERIOD_MS = 250;
    /** The correlation id of an input whose sender does not wait. */
    static final long NOBODY = 0;
    /** No input has this sequence. */
    private static final long NO_SEQUENCE = -1;

    private final Executor executor;
    private final ConcurrentMap<Long, Awaited> waiters = new ConcurrentHashMap<>();
    private final AtomicLong nextRequest = new AtomicLong(System.currentTimeMillis() << REQUESTS_PER_MS_BITS);
    private final CommandCounters counters = new CommandCounters();
    private final ScheduledExecutorService sweeper;
    private final Future<?> sweeps;

    /** Whose ticks the outputs are of that come now, up to {@link #lastOfTicks}; else null. Egress thread. */
    private TickWaiter ticks;

    private long requestOfTicks;
    private long lastOfTicks = NO_SEQUENCE;

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

    TickWaiter expectTicks(long correlationId, int count) {
        TickWaiter waiter = new TickWaiter(count, System.nanoTime() + TIMEOUT_NS);
        waiters.put(correlationId >> INDEX_BITS, waiter);
        return waiter;
    }

    void forget(long firstCorrelationId) {
        waiters.remove(firstCorrelationId >> INDEX_BITS);
    }

    @Override
    public void onTick(TickAcceptedDecoder tick) {
        if (tick.correlationId() != NOBODY) {
            beginTicks(tick.correlationId(), tick.sequence());
        }
        if (tick.sequence() == lastOfTicks) {
            endTicks();
        }
    }

    @Override
    public void onRejected(InputRejectedDecoder rejection) {
        if (rejection.correlationId() != NOBODY && !beginTicks(rejection.correlationId(), rejection.sequence())) {
            onReply(rejection.correlationId(), new Reply.Rejection(rejection.reason(), rejection.bound()));
        }
        if (ticks != null) {
            ticks.onRejected(rejection.sequence(), rejection.reason(), rejection.bound());
        }
        if (rejection.sequence() == lastOfTicks) {
            endTicks();
        }
    }

    /** False when it is not ticks that wait for this id. */
    private boolean beginTicks(long correlationId, long sequence) {
        long request = correlationId >> INDEX_BITS;
        if (!(waiters.get(request) instanceof TickWaiter waiter)) {
            return false;
        }
        waiter.onFirst(sequence);
        ticks = waiter;
        requestOfTicks = request;
        lastOfTicks = waiter.lastSequence();
        return true;
    }

    private void endTicks() {
        TickWaiter waiter = ticks;
        ticks = null;
        lastOfTicks = NO_SEQUENCE;
        if (waiters.remove(requestOfTicks, waiter)) {
            counters.count(waiter.accepted(), waiter.rejected());
            executor.execute(waiter::complete);
        }
    }

    @Override
    public void onSymbol(SymbolChangedDecoder symbol) {
        if (symbol.correlationId() != NOBODY) {
            onReply(symbol.correlationId(), new SymbolReply(symbol.sequence(), Symbol.of(symbol)));
        }
    }

    @Override
    public void onAlert(AlertChangedDecoder alert) {
        if (alert.correlationId() != NOBODY) {
            onReply(alert.correlationId(), new AlertReply(alert.sequence(), alert.change(), AlertState.of(alert)));
        }
    }

    @Override
    public void onDevice(DeviceChangedDecoder device) {
        if (device.correlationId() != NOBODY) {
            onReply(device.correlationId(), new DeviceReply(device.sequence()));
        }
    }

    @Override
    public void onAcknowledged(EventAcknowledgedDecoder acknowledgement) {
        if (acknowledgement.correlationId() != NOBODY) {
            onReply(acknowledgement.correlationId(), new EventReply(acknowledgement.sequence()));
        }
    }

    private void onReply(long correlationId, Reply reply) {
        long request = correlationId >> INDEX_BITS;
        int index = (int) (correlationId & MAX_INPUTS - 1);
        if (waiters.get(request) instanceof Waiter<?> waiter && waiter.onReply(index, reply, counters)) {
            waiters.remove(request);
            executor.execute(waiter::complete);
        }
    }

    private void sweep() {
        long nowNs = System.nanoTime();
        waiters.forEach((request, waiter) -> {
            if (waiter.isOverdue(nowNs)) {
                giveUp(request, waiter);
            }
        });
    }

    private void giveUp(Long request, Awaited waiter) {
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
