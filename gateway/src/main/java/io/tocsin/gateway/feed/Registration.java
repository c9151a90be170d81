package io.tocsin.gateway.feed;

import io.tocsin.contract.value.SymbolNames;
import io.tocsin.gateway.command.Outcome;
import io.tocsin.gateway.command.SymbolReply;
import io.tocsin.gateway.market.Symbol;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Registers the symbols of one run of a feed, as often as it takes until the engine has room. Any thread. */
final class Registration {
    private final EngineAccess engine;
    private final Set<Integer> symbols;
    private final CountDownLatch stopped;
    private final BooleanSupplier isOver;

    /**
     * @param symbols collects the ids.
     * @param stopped opened by this when the node stops.
     */
    Registration(EngineAccess engine, Set<Integer> symbols, CountDownLatch stopped, BooleanSupplier isOver) {
        this.engine = engine;
        this.symbols = symbols;
        this.stopped = stopped;
        this.isOver = isOver;
    }

    int register(String symbol) throws InterruptedException, FeedException {
        if (!SymbolNames.isValid(symbol)) {
            throw new FeedException("no symbol can be called " + symbol + ": it " + SymbolNames.RULE);
        }
        Optional<Symbol> known = engine.symbols().find(symbol);
        while (known.isEmpty()) {
            if (isOver.getAsBoolean()) {
                throw new InterruptedException("the feed is stopped");
            }
            Outcome<SymbolReply> outcome = answer(symbol);
            if (outcome instanceof Outcome.Applied<SymbolReply> applied) {
                known = Optional.of(applied.reply().symbol());
            } else if (outcome instanceof Outcome.Rejected<SymbolReply> rejected) {
                throw new FeedException("no place for " + symbol + ": " + rejected.reason() + " " + rejected.bound());
            } else if (outcome instanceof Outcome.Closed) {
                stopped.countDown();
            } else {
                stopped.await(pauseNs(outcome), TimeUnit.NANOSECONDS);
            }
        }
        symbols.add(known.get().id());
        return known.get().id();
    }

    CompletionStage<Integer> registerSoon(String symbol) {
        CompletableFuture<Integer> id = new CompletableFuture<>();
        if (SymbolNames.isValid(symbol)) {
            registerInto(id, symbol);
        } else {
            id.completeExceptionally(new FeedException("it " + SymbolNames.RULE));
        }
        return id;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a command never fails
    private void registerInto(CompletableFuture<Integer> id, String symbol) {
        Optional<Symbol> known = engine.symbols().find(symbol);
        if (known.isPresent()) {
            complete(id, known.get());
        } else if (!isOver.getAsBoolean()) {
            engine.commands().registerSymbol(symbol).thenAccept(outcome -> onRegistered(outcome, id, symbol));
        }
    }

    private void onRegistered(Outcome<SymbolReply> outcome, CompletableFuture<Integer> id, String symbol) {
        if (outcome instanceof Outcome.Applied<SymbolReply> applied) {
            complete(id, applied.reply().symbol());
        } else if (outcome instanceof Outcome.Rejected<SymbolReply> rejected) {
            id.completeExceptionally(new FeedException(rejected.reason() + " " + rejected.bound()));
        } else if (outcome instanceof Outcome.Closed) {
            stopped.countDown();
        } else {
            CompletableFuture.delayedExecutor(pauseNs(outcome), TimeUnit.NANOSECONDS)
                    .execute(() -> registerInto(id, symbol));
        }
    }

    private void complete(CompletableFuture<Integer> id, Symbol symbol) {
        symbols.add(symbol.id());
        id.complete(symbol.id());
    }

    private Outcome<SymbolReply> answer(String symbol) throws InterruptedException {
        CompletableFuture<Outcome<SymbolReply>> answer =
                engine.commands().registerSymbol(symbol).toCompletableFuture();
        try {
            return answer.get();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("a command failed", impossible);
        }
    }

    private static long pauseNs(Outcome<?> refusal) {
        return refusal instanceof Outcome.DiskFull ? TickPublisher.DISK_FULL_RETRY_NS : TickPublisher.BUSY_RETRY_NS;
    }
}
