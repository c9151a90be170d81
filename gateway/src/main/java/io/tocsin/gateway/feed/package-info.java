/**
 * Where prices come from by themselves: a {@link io.tocsin.gateway.feed.Feed} reads them, a
 * {@link io.tocsin.gateway.feed.FeedHost} runs it, a {@link io.tocsin.gateway.feed.TickSink} takes them to the engine.
 */
package io.tocsin.gateway.feed;
