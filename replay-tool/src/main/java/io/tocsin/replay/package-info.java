/** The operator's command line over the journal and the outbox. It reads only, beside a running node. */
package io.tocsin.replay;
