/** How the edges try again. */
package io.tocsin.gateway.retry;
