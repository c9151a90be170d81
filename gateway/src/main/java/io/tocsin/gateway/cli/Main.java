package io.tocsin.gateway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.contract.cli.Arguments;
import io.tocsin.gateway.config.ConfigException;
import io.tocsin.gateway.config.ConfigLoader;
import io.tocsin.gateway.config.NodeConfig;
import io.tocsin.gateway.feed.DemoFeed;
import io.tocsin.gateway.node.Invitation;
import io.tocsin.gateway.node.Node;
import io.tocsin.gateway.node.StartException;
import io.tocsin.gateway.node.WarmUp;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line of {@code tocsin.jar}: runs a node, or watches one. */
@Command(
        name = "tocsin",
        description = "Runs a node: price alerts over REST and WebSocket.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {WatchCommand.class, RoutesCommand.class})
public final class Main implements Callable<Integer> {
    /** The arguments, the configuration, a port or the data directory: nothing was touched. */
    static final int EXIT_USAGE = CommandLine.ExitCode.USAGE;
    /** A broken invariant; the log says at which sequence. */
    static final int EXIT_FAILED = 70;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings on top of the defaults (HOCON). Environment variables go before both.")
    private Path config;

    public static void main(String[] args) {
        // Libraries write and compare some things by the locale; what a node says is the same everywhere.
        Locale.setDefault(Locale.ROOT);
        // Chronicle would report its use to a third party, greet at length, and watch the disk by a measure of its own.
        System.setProperty("chronicle.analytics.disable", "true");
        System.setProperty("chronicle.announcer.disable", "true");
        System.setProperty("chronicle.disk.monitor.disable", "true");
        System.exit(run(args, new PrintWriter(System.out, true, UTF_8), new PrintWriter(System.err, true, UTF_8)));
    }

    static int run(String[] args, PrintWriter out, PrintWriter err) {
        Optional<String> unreadable = Arguments.unreadable(args);
        if (unreadable.isPresent()) {
            err.println("tocsin: " + unreadable.get());
            return EXIT_USAGE;
        }
        return new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(Main::usageError)
                .setExecutionExceptionHandler(Main::failure)
                .execute(args);
    }

    @Override
    public Integer call() throws ConfigException, StartException, InterruptedException {
        NodeConfig settings = ConfigLoader.ofProcess().load(Optional.ofNullable(config));
        Node node = new Node(settings, Main::failStop);
        Optional<WarmUp> warmUp = settings.warmUp() ? Optional.of(new WarmUp(settings)) : Optional.empty();
        StopHook stop = new StopHook(node, warmUp);
        stop.install();
        boolean started = false;
        try {
            node.start(this::announce);
            started = true;
        } finally {
            if (!started) {
                stop.remove();
            }
        }
        warmUp.ifPresent(WarmUp::start);
        new CountDownLatch(1).await();
        return CommandLine.ExitCode.OK;
    }

    private void announce(Invitation invitation) {
        spec.commandLine().getOut().println(invitation.text(ConfigLoader.jarOfProcess(), DemoFeed.SYMBOL));
        spec.commandLine().getOut().flush();
    }

    /** What was accepted is in the journal; what is not must not be answered any more. */
    private static void failStop() {
        Runtime.getRuntime().halt(EXIT_FAILED);
    }

    /** One line, and no page of help after it. */
    private static int usageError(CommandLine.ParameterException mistake, String[] args) {
        mistake.getCommandLine().getErr().println("tocsin: " + mistake.getMessage());
        return EXIT_USAGE;
    }

    private static int failure(Exception failure, CommandLine command, CommandLine.ParseResult result)
            throws Exception {
        if (failure instanceof ConfigException || failure instanceof StartException) {
            command.getErr().println("tocsin: " + failure.getMessage());
            return EXIT_USAGE;
        }
        throw failure;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"tocsin " + (version == null ? "(not run from its jar)" : version)};
        }
    }
}
