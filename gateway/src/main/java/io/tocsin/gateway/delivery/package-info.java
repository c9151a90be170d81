/**
 * How events leave the outbox: a {@link io.tocsin.gateway.delivery.Deliverer} knows a channel, an
 * {@link io.tocsin.gateway.delivery.OutboxFollower} runs it.
 */
package io.tocsin.gateway.delivery;
