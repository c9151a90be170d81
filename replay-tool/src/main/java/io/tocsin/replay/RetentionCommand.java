package io.tocsin.replay;

import io.tocsin.journal.Retention;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what a node with these settings would remove. */
@Command(
        name = "retention",
        description =
                "Shows which files a node would remove after its next snapshot, and why others stay; removes nothing.")
final class RetentionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DataDirectory data;

    @Option(
            names = "--journal",
            paramLabel = "DURATION",
            defaultValue = "P30D",
            description =
                    "As retention.journal, in ISO 8601: inputs that are no older stay. Default: ${DEFAULT-VALUE}.")
    private Duration journal;

    @Option(
            names = "--snapshots",
            paramLabel = "N",
            defaultValue = "3",
            description = "As retention.snapshots: so many of the newest stay. Default: ${DEFAULT-VALUE}.")
    private int snapshots;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Retention.Plan plan = new Retention(data.path(), journal, snapshots).plan();
        for (Path file : plan.files()) {
            out.printf(Locale.ROOT, "%12d  %s%n", file.toFile().length(), file);
        }
        out.printf(
                Locale.ROOT,
                "%d files, %d bytes, would go; everything after sequence %d stays, for %s%n",
                plan.files().size(),
                plan.bytes(),
                plan.keptFrom(),
                plan.reason());
        out.flush();
        return 0;
    }
}
