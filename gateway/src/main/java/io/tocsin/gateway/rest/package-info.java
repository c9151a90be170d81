/** The REST edge: HTTP in, problems and JSON out, on Undertow. */
package io.tocsin.gateway.rest;
