/** A market that there is not: any number of symbols at any rate, with what makes markets hard, and repeatable by its seed. */
package io.tocsin.gateway.feed.simulator;
