/** Where prices come from by themselves; each feed runs on a thread of its own and offers ticks to the engine. */
package io.tocsin.gateway.feed;
