package io.tocsin.replay;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that all commands share. */
final class DataDirectory {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--data", paramLabel = "DIR", defaultValue = "data", description = "The node's data directory.")
    private Path path;

    Path path() {
        if (!Files.isDirectory(path.resolve("journal"))) {
            throw new ParameterException(command.commandLine(), "--data: there is no journal in " + path);
        }
        return path;
    }
}
