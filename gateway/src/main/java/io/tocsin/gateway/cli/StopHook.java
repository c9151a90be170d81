package io.tocsin.gateway.cli;

import io.tocsin.gateway.deadline.Deadline;
import io.tocsin.gateway.node.Node;
import io.tocsin.gateway.node.WarmUp;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the process well on a signal to stop: with the node closed, within ten seconds, and with exit code 0. */
final class StopHook {
    private static final Logger LOG = LoggerFactory.getLogger(StopHook.class);
    /** For a node that does not keep to its deadline. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private final Node node;
    private final Optional<WarmUp> warmUp;
    private final Thread thread = new Thread(this::stop, "tocsin-stop");

    StopHook(Node node, Optional<WarmUp> warmUp) {
        this.node = node;
        this.warmUp = warmUp;
    }

    void install() {
        Runtime.getRuntime().addShutdownHook(thread);
    }

    /** From here on the process may end otherwise. */
    void remove() {
        Runtime.getRuntime().removeShutdownHook(thread);
    }

    private void stop() {
        // The JVM by itself would report the signal as the exit code, although the stop was asked for.
        Runtime.getRuntime().halt(closeNode());
    }

    /** A node that is not ready yet has taken nothing that the journal does not hold. */
    private int closeNode() {
        if (!node.isReady()) {
            return 0;
        }
        LOG.info("Stopping");
        try {
            Deadline deadline = Deadline.after(Node.STOP_WITHIN);
            warmUp.ifPresent(WarmUp::beginStop);
            CompletableFuture.runAsync(() -> close(deadline))
                    .get(deadline.left().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
            LOG.info("Stopped");
            return 0;
        } catch (TimeoutException | ExecutionException | InterruptedException failed) {
            LOG.error("Could not stop in order", failed);
            return Main.EXIT_FAILED;
        }
    }

    private void close(Deadline deadline) {
        node.close(deadline);
        warmUp.ifPresent(after -> after.awaitEnd(deadline));
    }
}
