package io.tocsin.gateway.delivery;

import io.tocsin.gateway.delivery.DeliveryResult.Outcome;
import io.tocsin.gateway.retry.Backoff;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * The messages that are not settled, by target. A target has one message on its way at a time, its oldest, and after a
 * failure a pause of its own. At most half of what may be on its way is for targets that have failed, so that dead ones
 * leave room for the others. Follower's thread, but for the completion of attempts.
 */
final class TargetQueues<M> {
    private final Deliverer<M> deliverer;
    private final OutboxFollower.Settings settings;
    private final Supplier<Backoff> backoffs;
    private final Progress progress;
    private final ChannelMeter meter;
    private final Runnable onResult;
    private final Map<String, Target<M>> targets = new HashMap<>();
    /** Those whose oldest message is to be tried for the first time. */
    private final Queue<Target<M>> ready = new ArrayDeque<>();
    /** Those whose oldest message has failed, by the time of its next attempt. */
    private final Queue<Target<M>> waiting =
            new PriorityQueue<>((one, other) -> Long.signum(one.notBeforeNs - other.notBeforeNs));

    private final Set<Attempt<M>> inFlight = new LinkedHashSet<>();
    private final Queue<Attempt<M>> completed = new ConcurrentLinkedQueue<>();
    private int retriesInFlight;
    private int size;

    /** @param onResult called when an attempt is completed, by the thread that does it. */
    TargetQueues(
            Deliverer<M> deliverer,
            OutboxFollower.Settings settings,
            Supplier<Backoff> backoffs,
            Progress progress,
            ChannelMeter meter,
            Runnable onResult) {
        this.deliverer = deliverer;
        this.settings = settings;
        this.backoffs = backoffs;
        this.progress = progress;
        this.meter = meter;
        this.onResult = onResult;
    }

    /** Messages that are not settled. */
    int size() {
        return size;
    }

    int inFlight() {
        return inFlight.size();
    }

    boolean hasResults() {
        return !completed.isEmpty();
    }

    /** Behind all messages to the same target. */
    void add(OpenEvent event, String name, M message) {
        Target<M> target = targets.get(name);
        if (target == null) {
            target = new Target<>(name);
            targets.put(name, target);
            ready.add(target);
        }
        target.items.add(new Item<>(event, message));
        size++;
    }

    /** Begins the attempts that are due and have room; false when there are none. */
    boolean send(long nowNs) {
        int before = inFlight.size();
        while (hasRoomForRetry() && !waiting.isEmpty() && waiting.peek().notBeforeNs - nowNs <= 0) {
            attempt(waiting.remove(), nowNs);
        }
        while (inFlight.size() < settings.maxInFlight() && !ready.isEmpty()) {
            attempt(ready.remove(), nowNs);
        }
        return inFlight.size() > before;
    }

    private boolean hasRoomForRetry() {
        return inFlight.size() < settings.maxInFlight() && retriesInFlight < Math.max(1, settings.maxInFlight() / 2);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what it completes with is in the attempt
    private void attempt(Target<M> target, long nowNs) {
        Attempt<M> attempt = new Attempt<>(target, nowNs);
        inFlight.add(attempt);
        retriesInFlight += attempt.isRetry ? 1 : 0;
        // What the deliverer throws becomes a failure of the stage.
        CompletableFuture.completedStage(target.items.element().message())
                .thenCompose(deliverer::send)
                .whenComplete((result, failure) -> {
                    attempt.result = result;
                    attempt.failure = failure;
                    completed.add(attempt);
                    onResult.run();
                });
    }

    /** Handles what came of attempts, or has not come in time; false when there was nothing. */
    boolean settle(long nowNs) {
        boolean worked = false;
        for (Attempt<M> attempt = completed.poll(); attempt != null; attempt = completed.poll()) {
            worked |= onResult(attempt, attempt.result, nowNs);
        }
        while (!inFlight.isEmpty() && timeoutNs(nowNs) <= 0) {
            String reason = "no result within " + settings.attemptWithin().toSeconds() + " s";
            worked |= onResult(inFlight.iterator().next(), DeliveryResult.retry(reason), nowNs);
        }
        return worked;
    }

    /** False when the attempt had been given up before. */
    private boolean onResult(Attempt<M> attempt, DeliveryResult known, long nowNs) {
        if (!inFlight.remove(attempt)) {
            return false;
        }
        retriesInFlight -= attempt.isRetry ? 1 : 0;
        DeliveryResult result = known == null ? DeliveryResult.retry(String.valueOf(attempt.failure)) : known;
        meter.onResult(result, attempt.failure);
        if (result.outcome() == Outcome.RETRY) {
            retry(attempt.target, result, nowNs);
        } else {
            settled(attempt.target);
        }
        return true;
    }

    private void retry(Target<M> target, DeliveryResult result, long nowNs) {
        if (target.backoff == null) {
            target.backoff = backoffs.get();
        }
        long pauseMs = Math.max(target.backoff.nextMs(), result.atLeast().toMillis());
        target.notBeforeNs = nowNs + pauseMs * 1_000_000;
        waiting.add(target);
    }

    private void settled(Target<M> target) {
        progress.settledOne(target.items.remove().event());
        size--;
        target.backoff = null;
        if (target.items.isEmpty()) {
            targets.remove(target.name);
        } else {
            ready.add(target);
        }
    }

    /** How long there is nothing to do, unless a result comes; {@link Progress#NEVER} when it takes one. */
    long waitNs(long nowNs) {
        long waitNs = inFlight.isEmpty() ? Progress.NEVER : timeoutNs(nowNs);
        if (hasRoomForRetry() && !waiting.isEmpty()) {
            waitNs = Math.min(waitNs, waiting.element().notBeforeNs - nowNs);
        }
        return waitNs;
    }

    /** Of the oldest attempt. */
    private long timeoutNs(long nowNs) {
        return inFlight.iterator().next().startNs + settings.attemptWithin().toNanos() - nowNs;
    }

    private record Item<M>(OpenEvent event, M message) {}

    private static final class Target<M> {
        private final String name;
        private final Queue<Item<M>> items = new ArrayDeque<>();
        /** Null when the last attempt was no failure. */
        private Backoff backoff;

        private long notBeforeNs;

        Target(String name) {
            this.name = name;
        }
    }

    private static final class Attempt<M> {
        private final Target<M> target;
        private final long startNs;
        private final boolean isRetry;
        private volatile DeliveryResult result;
        private volatile Throwable failure;

        Attempt(Target<M> target, long startNs) {
            this.target = target;
            this.startNs = startNs;
            this.isRetry = target.backoff != null;
        }
    }
}
