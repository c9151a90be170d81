package io.tocsin.gateway.command;

import io.tocsin.gateway.market.Symbol;

/** A symbol is registered, with these properties. */
public record SymbolReply(long sequence, Symbol symbol) implements Reply {}
