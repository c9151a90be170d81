package io.tocsin.gateway.feed;

import io.tocsin.engine.port.CommandSink;
import io.tocsin.gateway.command.Commands;
import io.tocsin.gateway.command.RejectedTicks;
import io.tocsin.gateway.command.SourceReplies;
import io.tocsin.gateway.market.SymbolDirectory;
import java.util.function.BooleanSupplier;

/**
 * How feeds get at the engine.
 *
 * @param commands registers symbols.
 * @param sink     takes ticks.
 * @param symbols  knows the scale of their prices.
 * @param hasRoom  whether as much of the ingress ring is free as feeds have to leave to users, who do not wait for room
 *                 as feeds do. Any thread.
 * @param sources  hears of what is journaled of sources that number their ticks.
 * @param rejected hears of ticks that the engine does not take.
 */
public record EngineAccess(
        Commands commands,
        CommandSink sink,
        SymbolDirectory symbols,
        BooleanSupplier hasRoom,
        SourceReplies sources,
        RejectedTicks rejected) {
    /** For feeds whose ticks have no numbers. */
    public EngineAccess(Commands commands, CommandSink sink, SymbolDirectory symbols, BooleanSupplier hasRoom) {
        this(commands, sink, symbols, hasRoom, SourceReplies.none());
    }

    /** For feeds that do not hear of what is rejected. */
    public EngineAccess(
            Commands commands,
            CommandSink sink,
            SymbolDirectory symbols,
            BooleanSupplier hasRoom,
            SourceReplies sources) {
        this(commands, sink, symbols, hasRoom, sources, new RejectedTicks());
    }
}
