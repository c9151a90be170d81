/** Push: a tailer over the outbox that sends each firing to the devices of the alert's owner. */
package io.tocsin.gateway.delivery.push;
