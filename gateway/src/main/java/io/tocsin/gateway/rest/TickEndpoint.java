package io.tocsin.gateway.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.contract.json.Rejections;
import io.tocsin.contract.tick.PlainTicks;
import io.tocsin.contract.tick.TickRequests;
import io.tocsin.contract.value.Decimals;
import io.tocsin.gateway.command.Commands;
import io.tocsin.gateway.command.Outcome;
import io.tocsin.gateway.command.Refusals;
import io.tocsin.gateway.command.TicksReply;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.IntUnaryOperator;

/** Takes prices, many at a time. */
final class TickEndpoint {
    private final Commands commands;

    TickEndpoint(Commands commands) {
        this.commands = commands;
    }

    /** Nearly all requests are plain; what is not is read again, by who knows what may be wrong with it. */
    CompletionStage<Answer> post(Request request) throws ProblemException {
        byte[] body = request.body();
        boolean isLines =
                MediaTypes.essence(request.header("Content-Type").orElse(null)).equals(MediaTypes.JSON_LINES);
        int maxTicks = commands.maxBatch();
        PlainTicks plain = isLines ? PlainTicks.ofLines(body, maxTicks) : PlainTicks.ofObject(body, maxTicks);
        Optional<CompletionStage<Outcome<TicksReply>>> sent = commands.ticks(plain);
        if (sent.isPresent()) {
            return answer(sent.get(), List.of(), index -> index);
        }
        TickRequests.Batch batch =
                isLines ? TickRequests.readLines(body, maxTicks) : TickRequests.readObject(body, maxTicks);
        return answer(
                commands.ticks(batch.ticks()),
                batch.unreadable(),
                index -> batch.indexes().get(index));
    }

    private static CompletionStage<Answer> answer(
            CompletionStage<Outcome<TicksReply>> sent,
            List<TickRequests.Unreadable> unreadable,
            IntUnaryOperator place) {
        return sent.thenApply(outcome -> outcome instanceof Outcome.Applied<TicksReply> applied
                ? answer(applied.reply(), unreadable, place)
                : Answer.of(Refusals.problemOf(outcome, "")));
    }

    /**
     * What could not be read and what the engine did not take, by their places in the request.
     *
     * @param place of a tick in the request, by that among those that could be read.
     */
    private static Answer answer(TicksReply reply, List<TickRequests.Unreadable> unreadable, IntUnaryOperator place) {
        SortedMap<Integer, ObjectNode> rejected = new TreeMap<>();
        unreadable.forEach(tick -> reject(rejected, tick.index(), tick.code(), tick.detail()));
        reply.rejected()
                .forEach(rejection -> reject(
                        rejected,
                        place.applyAsInt(rejection.index()),
                        Rejections.codeOf(rejection.reason()),
                        detail(rejection)));
        ObjectNode json = Json.object().put("accepted", reply.accepted());
        json.putArray("rejected").addAll(rejected.values());
        json.put("lastSequence", reply.lastSequence() == 0 ? null : (Long) reply.lastSequence());
        return Answer.json(202, json);
    }

    private static void reject(Map<Integer, ObjectNode> rejected, int index, String code, String detail) {
        rejected.put(index, Json.object().put("index", index).put("code", code).put("detail", detail));
    }

    private static String detail(TicksReply.Rejection rejection) {
        long bound = rejection.bound();
        return switch (rejection.reason()) {
            case PRICE_NOT_POSITIVE -> "Price, bid and ask, rounded to the symbol's decimals, must be greater than 0";
            case PRICE_OUT_OF_RANGE ->
                "Price, bid and ask must be at most " + bound + " units of the symbol's last decimal";
            case PRICE_JUMP ->
                "The price is further than " + Decimals.format(bound, Decimals.PERCENT_DECIMALS)
                        + " % from the one before";
            case SYMBOL_CAPACITY -> "The node holds " + bound + " symbols (engine.max-symbols)";
            case DECIMALS_CHANGED ->
                "The symbol's prices have had " + bound + " decimals since this moment; send it again";
            default -> "The engine says " + Rejections.codeOf(rejection.reason());
        };
    }
}
