/** How to try again without being a nuisance. */
package io.tocsin.gateway.retry;
