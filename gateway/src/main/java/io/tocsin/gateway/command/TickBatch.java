package io.tocsin.gateway.command;

import io.tocsin.contract.tick.TickRequest;
import io.tocsin.gateway.market.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The ticks of one request, whose symbols have been looked up. */
final class TickBatch {
    private final List<TickRequest> ticks;
    private final Map<String, Symbol> symbols;
    private final Map<String, Outcome.Rejected<SymbolReply>> refused;

    /** @param refused the symbols that could not be registered; the others are in {@code symbols}. */
    TickBatch(
            List<TickRequest> ticks, Map<String, Symbol> symbols, Map<String, Outcome.Rejected<SymbolReply>> refused) {
        this.ticks = ticks;
        this.symbols = symbols;
        this.refused = refused;
    }

    CompletionStage<Outcome<TicksReply>> send(Commands commands) {
        return commands.send(Reply.Tick.class, this::encode).thenApply(outcome -> outcome.map(this::summarise));
    }

    private void encode(InputFrames inputs) {
        for (TickRequest tick : ticks) {
            if (!refused.containsKey(tick.symbol())) {
                inputs.tick(symbols.get(tick.symbol()), tick);
            }
        }
    }

    private TicksReply summarise(List<Outcome<Reply.Tick>> outcomes) {
        List<TicksReply.Rejection> rejected = new ArrayList<>();
        long lastSequence = 0;
        int sent = 0;
        for (int i = 0; i < ticks.size(); i++) {
            Outcome.Rejected<SymbolReply> refusal = refused.get(ticks.get(i).symbol());
            if (refusal != null) {
                rejected.add(new TicksReply.Rejection(i, refusal.reason(), refusal.bound()));
                continue;
            }
            Outcome<Reply.Tick> outcome = outcomes.get(sent++);
            if (outcome instanceof Outcome.Applied<Reply.Tick> applied) {
                lastSequence = Math.max(lastSequence, applied.reply().sequence());
            } else if (outcome instanceof Outcome.Rejected<Reply.Tick> rejection) {
                rejected.add(new TicksReply.Rejection(i, rejection.reason(), rejection.bound()));
            }
        }
        return new TicksReply(ticks.size() - rejected.size(), rejected, lastSequence);
    }
}
