package io.tocsin.gateway.command;

import io.tocsin.contract.tick.TickRequest;
import io.tocsin.gateway.market.Symbol;
import java.util.ArrayList;
import java.util.Iterator;
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
        InputFrames inputs = commands.newFrames();
        for (TickRequest tick : ticks) {
            if (!refused.containsKey(tick.symbol())) {
                inputs.tick(symbols.get(tick.symbol()), tick);
            }
        }
        CompletionStage<Outcome<TicksReply>> sent = commands.sendTicks(inputs);
        return refused.isEmpty() ? sent : sent.thenApply(outcome -> outcome.map(this::withRefused));
    }

    /** The reply to those that were sent, as one to all of them. */
    private TicksReply withRefused(TicksReply sent) {
        List<TicksReply.Rejection> rejected = new ArrayList<>();
        Iterator<TicksReply.Rejection> rejections = sent.rejected().iterator();
        TicksReply.Rejection next = rejections.hasNext() ? rejections.next() : null;
        int place = 0;
        for (int i = 0; i < ticks.size(); i++) {
            Outcome.Rejected<SymbolReply> refusal = refused.get(ticks.get(i).symbol());
            if (refusal != null) {
                rejected.add(new TicksReply.Rejection(i, refusal.reason(), refusal.bound()));
                continue;
            }
            if (next != null && next.index() == place) {
                rejected.add(new TicksReply.Rejection(i, next.reason(), next.bound()));
                next = rejections.hasNext() ? rejections.next() : null;
            }
            place++;
        }
        return new TicksReply(sent.accepted(), rejected, sent.lastSequence());
    }
}
