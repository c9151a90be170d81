/**
 * What can be done with alerts, the same for REST and WebSocket: definitions are read by the scale of their symbols,
 * sent as commands, and shown as they are then.
 */
package io.tocsin.gateway.alerts;
