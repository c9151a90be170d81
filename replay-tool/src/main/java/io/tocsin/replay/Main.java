package io.tocsin.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.contract.cli.Arguments;
import io.tocsin.journal.DataDirectoryLockedException;
import io.tocsin.journal.files.JournalDamagedException;
import io.tocsin.journal.snapshot.SnapshotDamagedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code tocsin-replay}. */
@Command(
        name = "tocsin-replay",
        description = "Looks into the journal and the outbox of a Tocsin node, running or not.",
        subcommands = {
            InspectCommand.class,
            StatsCommand.class,
            VerifyCommand.class,
            SnapshotCommand.class,
            RestoreCommand.class,
            RetentionCommand.class,
            BacktestCommand.class,
            WhyCommand.class,
            ExportCommand.class,
            RehearseCommand.class,
            ConsoleCommand.class
        },
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Main.Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:good", "1:a difference or damage was found", "2:wrong usage"})
public final class Main implements Runnable {
    static final int FOUND = 1;
    static final int WRONG_USAGE = 2;

    @Spec
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] args) {
        // Libraries write and compare some things by the locale; what the tool prints is the same everywhere.
        Locale.setDefault(Locale.ROOT);
        System.exit(run(args, new PrintWriter(System.out, false, UTF_8), new PrintWriter(System.err, false, UTF_8)));
    }

    static int run(String[] args, PrintWriter out, PrintWriter err) {
        return execute(commandLine(out, err), args);
    }

    static int execute(CommandLine commands, String[] args) {
        Optional<String> unreadable = Arguments.unreadable(args);
        return unreadable.isPresent() ? fail(commands, unreadable.get(), WRONG_USAGE) : commands.execute(args);
    }

    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        return new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .registerConverter(Long.class, WholeNumber::parse)
                .registerConverter(Long.TYPE, WholeNumber::parse)
                .registerConverter(Integer.TYPE, WholeNumber::parseInt)
                .registerConverter(Position.class, Position::parse)
                .registerConverter(RecordType.class, RecordType::parse)
                .registerConverter(AlertArgument.class, AlertArgument::parse)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::onWrongUsage)
                .setExecutionExceptionHandler(Main::onFailure);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given; --help lists them");
    }

    private static int onWrongUsage(ParameterException e, String[] args) {
        return fail(e.getCommandLine(), e.getMessage(), WRONG_USAGE);
    }

    /** Damage and unreadable files are said in a line; anything else is a defect of this tool. */
    private static int onFailure(Exception e, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        if (e instanceof JournalDamagedException
                || e instanceof SnapshotDamagedException
                || e instanceof UnreachableException) {
            return fail(command, e.getMessage(), FOUND);
        }
        if (e instanceof UncheckedIOException) {
            return fail(command, e.getCause().toString(), WRONG_USAGE);
        }
        if (e instanceof DataDirectoryLockedException) {
            return fail(command, e.getMessage(), WRONG_USAGE);
        }
        if (e instanceof IOException) {
            return fail(command, e.toString(), WRONG_USAGE);
        }
        throw e;
    }

    private static int fail(CommandLine command, String message, int exitCode) {
        command.getOut().flush();
        command.getErr().println(Colour.BAD.of("tocsin-replay: " + message));
        command.getErr().flush();
        return exitCode;
    }

    /** As the jar was built. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"tocsin-replay " + (version == null ? "unpackaged" : version)};
        }
    }
}
