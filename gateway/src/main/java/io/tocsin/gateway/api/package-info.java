/** How the outside sees things: JSON, decimals, times, problems and messages, the same on every edge. */
package io.tocsin.gateway.api;
