package io.tocsin.gateway.control;

/** What a feed is doing. */
public enum FeedState {
    /** Nothing: it was not started, or was stopped. */
    STOPPED,
    /** It runs, and has brought no tick yet in this run. */
    STARTING,
    /** It runs, and has brought ticks. */
    RUNNING,
    /** It ended by an exception; it is run again after a pause. */
    FAILED,
    /** It ended by an exception that only a person can do something about, and waits to be started again. */
    DISABLED,
    /** It was interrupted, and has not ended yet. */
    STOPPING,
    /** It came to its end by itself. */
    ENDED
}
