/** Push: sends each firing to the devices of the alert's owner. */
package io.tocsin.gateway.delivery.push;
