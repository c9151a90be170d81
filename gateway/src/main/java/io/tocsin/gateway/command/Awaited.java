package io.tocsin.gateway.command;

/** The answer to one request, which somebody waits for. */
interface Awaited {
    /** All replies are there. On the executor. */
    void complete();

    /** Nobody waits any longer. On the executor. */
    void giveUp();

    boolean isOverdue(long nowNs);
}
