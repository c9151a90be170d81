package io.tocsin.engine.oracle;

/**
 * One step of an input: a due timer, the command, or one price of the tick.
 *
 * @param number         counts all steps of all inputs.
 * @param timeNs         when it is: a timer's own time, else the input's.
 * @param input          the input that it is a part of; what happens in it bears this stamp.
 * @param exchangeTimeNs of the tick, if it is one's.
 */
record Step(long number, long timeNs, Output.Stamp input, Long exchangeTimeNs) {}
