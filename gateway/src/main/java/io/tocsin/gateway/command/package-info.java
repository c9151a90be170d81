/** Commands to the engine and what became of them, without blocking. */
package io.tocsin.gateway.command;
