/** Exchange rates of fixer.io and currencylayer.com, asked for as often as the plan allows. */
package io.tocsin.gateway.feed.rates;
