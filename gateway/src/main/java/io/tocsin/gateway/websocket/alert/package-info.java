/** Firings on their way from the outbox to the connections of their owners, and the requests about alerts. */
package io.tocsin.gateway.websocket.alert;
