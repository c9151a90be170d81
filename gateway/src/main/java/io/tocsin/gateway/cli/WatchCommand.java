package io.tocsin.gateway.cli;

import io.tocsin.gateway.cli.watch.DevTokens;
import io.tocsin.gateway.cli.watch.TokenSource;
import io.tocsin.gateway.cli.watch.WatchException;
import io.tocsin.gateway.cli.watch.WatchPrinter;
import io.tocsin.gateway.cli.watch.Watcher;
import io.tocsin.gateway.node.Invitation;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "watch",
        description = "Prints prices and the user's alerts as they come, until Ctrl-C.",
        mixinStandardHelpOptions = true)
public final class WatchCommand implements Callable<Integer> {
    public static final String DEFAULT_REST = "http://127.0.0.1:8080";
    public static final String DEFAULT_STREAM = "ws://127.0.0.1:8081/v1/stream";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--symbol",
            required = true,
            split = ",",
            paramLabel = "SYMBOL",
            description = "What to watch; may be given several times.")
    private List<String> symbols;

    @Option(
            names = "--url",
            defaultValue = DEFAULT_STREAM,
            paramLabel = "URL",
            description = "Of the stream. Default: ${DEFAULT-VALUE}")
    private URI url;

    @Option(names = "--token", paramLabel = "TOKEN", description = "Default: one that the node gives in auth mode dev.")
    private String token;

    @Option(
            names = "--http",
            defaultValue = DEFAULT_REST,
            paramLabel = "URL",
            description = "Where to ask for a token. Default: ${DEFAULT-VALUE}")
    private URI http;

    @Option(
            names = "--user",
            defaultValue = Invitation.USER,
            paramLabel = "NAME",
            description = "For whom to ask for a token. Default: ${DEFAULT-VALUE}")
    private String user;

    @Override
    public Integer call() throws InterruptedException {
        requireScheme("--url", url, "ws");
        requireScheme("--http", http, "http");
        TokenSource tokens = token == null ? new DevTokens(http, user) : () -> token;
        WatchPrinter printer = new WatchPrinter(spec.commandLine().getOut(), Ansi.AUTO.enabled());
        try {
            new Watcher(url, tokens, symbols, printer).run();
            return CommandLine.ExitCode.OK;
        } catch (WatchException refused) {
            spec.commandLine().getErr().println("tocsin: " + refused.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    /** The scheme itself, or its secure variant. */
    private void requireScheme(String option, URI value, String scheme) {
        if (value.getHost() == null
                || !(scheme.equals(value.getScheme()) || (scheme + "s").equals(value.getScheme()))) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), option + " must begin with " + scheme + "://, not be " + value);
        }
    }
}
