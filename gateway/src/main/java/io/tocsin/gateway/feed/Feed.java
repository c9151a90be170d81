package io.tocsin.gateway.feed;

/**
 * A source of ticks with a thread of its own.
 * <p>
 * {@link #start} once, then {@link #close}, on any thread. What a feed has read it offers in order; when the engine is
 * busy it waits and offers again, so that nothing is lost or overtaken.
 */
public interface Feed extends AutoCloseable {
    void start();

    /** Stops; nothing is offered any more when this returns, unless the calling thread is interrupted. */
    @Override
    void close();
}
