package io.tocsin.contract.value;

import io.netty.buffer.ByteBuf;

/** What the contract may not know: the rules must find it. */
public record BrokenContract(ByteBuf buffer) {}
