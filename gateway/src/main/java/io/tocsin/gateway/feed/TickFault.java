package io.tocsin.gateway.feed;

/** What is wrong with a tick that is kept out. */
public enum TickFault {
    NONE("nothing"),
    PRICE_NOT_POSITIVE("price, bid and ask, rounded to the symbol's decimals, must be above 0"),
    PRICE_OUT_OF_RANGE("price, bid or ask is more than can be"),
    CROSSED_QUOTE("the bid is above the ask"),
    TIME_RUNS_BACK("its time is more than a second before one that the symbol had already");

    private final String reason;

    TickFault(String reason) {
        this.reason = reason;
    }

    /** For people. */
    public String reason() {
        return reason;
    }
}
