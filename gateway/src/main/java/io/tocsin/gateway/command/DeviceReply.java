package io.tocsin.gateway.command;

/** A push token is registered, or is not any more. */
public record DeviceReply(long sequence) implements Reply {}
