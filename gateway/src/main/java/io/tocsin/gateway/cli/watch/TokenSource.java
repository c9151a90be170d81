package io.tocsin.gateway.cli.watch;

import java.io.IOException;

/** Where a watcher has its token from. */
@FunctionalInterface
public interface TokenSource {
    /**
     * A token that is valid now.
     *
     * @throws IOException    when the node cannot be reached; another try may succeed.
     * @throws WatchException when there is none to be had.
     */
    String token() throws IOException, InterruptedException, WatchException;
}
