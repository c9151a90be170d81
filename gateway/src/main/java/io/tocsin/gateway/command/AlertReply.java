package io.tocsin.gateway.command;

import io.tocsin.contract.alert.AlertState;
import io.tocsin.engine.codec.AlertChange;

/** An alert was created (or had been, with the same idempotency key), replaced, paused, resumed or deleted. */
public record AlertReply(long sequence, AlertChange change, AlertState state) implements Reply {}
