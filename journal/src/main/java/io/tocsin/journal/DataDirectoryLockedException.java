package io.tocsin.journal;

import java.nio.file.Path;

/** Another node holds the data directory. The message is one line for the operator. */
public final class DataDirectoryLockedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    DataDirectoryLockedException(Path directory, String holder) {
        super("data directory " + directory + " is held by another node"
                + (holder.isBlank() ? "" : " (process " + holder.strip() + ")"));
    }
}
