/**
 * Trades and quotes of exchanges, over their public WebSocket streams. What an exchange says in which form is up to its
 * {@link io.tocsin.gateway.feed.exchange.ExchangeDialect}; the connection, the order of trades and the filling of gaps
 * are the same for all.
 */
package io.tocsin.gateway.feed.exchange;
