package io.tocsin.journal.snapshot;

import java.io.IOException;
import java.nio.file.Path;

/** A snapshot that cannot be used. The message names the file and says why. */
public final class SnapshotDamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    SnapshotDamagedException(Path file, String why) {
        super(file + ": " + why);
    }
}
