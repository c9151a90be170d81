/** One moment that many steps have to keep to together. */
package io.tocsin.gateway.deadline;
