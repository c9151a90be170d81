package io.tocsin.engine.oracle;

/** One input and the time at which it comes. */
record TimedInput(long timeNs, Input input) {}
