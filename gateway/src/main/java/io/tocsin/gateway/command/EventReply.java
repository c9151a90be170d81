package io.tocsin.gateway.command;

/** An acknowledgement was journaled, and is in the outbox. */
public record EventReply(long sequence) implements Reply {}
