/** Who is asking: tokens and the principals they stand for. */
package io.tocsin.gateway.identity;
