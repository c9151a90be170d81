/**
 * Ticks on their way from the egress thread to the clients that subscribed to them, conflated for those that are slow.
 */
package io.tocsin.gateway.websocket.tick;
