package io.tocsin.contract.alert;

/** What an alert does when it would fire on a price that cannot be trusted: of a silent source, or with trades missing. */
public enum OnStale {
    /** It fires, and the firing says so. */
    FIRE,
    /** It waits until the price can be trusted again, and fires then if what it says is still true. */
    HOLD
}
