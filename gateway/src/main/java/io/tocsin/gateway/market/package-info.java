/** What the edges know of the market: the symbols and their last prices, read from any thread. */
package io.tocsin.gateway.market;
