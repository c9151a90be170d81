package io.tocsin.gateway.node;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;

/** A node cannot start, for a reason outside of it. The message is one line that names what stands in the way. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    StartException(String message) {
        super(message);
    }

    /** The data directory cannot be used. */
    static StartException ofDataDir(Path dataDir, IOException failed) {
        String reason = failed instanceof AccessDeniedException denied
                ? "no permission to write " + denied.getFile()
                : failed.toString();
        return new StartException("data-dir: " + dataDir + ": " + reason);
    }
}
