/** Ticks of whoever has a fast source: over TCP, numbered by their sender, acknowledged once they are journaled. */
package io.tocsin.gateway.feed.tcp;
