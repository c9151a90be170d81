/** Configuration: read once from file and environment, checked as a whole, then frozen. */
package io.tocsin.gateway.config;
