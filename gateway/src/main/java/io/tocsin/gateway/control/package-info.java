/** What operators can see of a node's parts, and do to them, whatever interface they come by. */
package io.tocsin.gateway.control;
