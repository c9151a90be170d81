package io.tocsin.gateway.cli;

import io.tocsin.gateway.rest.Route;
import io.tocsin.gateway.websocket.request.Op;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "routes",
        description = "Lists the REST routes and the WebSocket operations.",
        mixinStandardHelpOptions = true)
final class RoutesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.println("REST");
        for (Route route : Route.values()) {
            out.printf("  %-7s %-24s %s%n", route.method(), route.path(), needed(route));
        }
        out.println("WebSocket /v1/stream");
        for (Op op : Op.values()) {
            out.printf("  {\"op\":\"%s\"}%n", op.name().toLowerCase(Locale.ROOT));
        }
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private static String needed(Route route) {
        return route.scope().map(scope -> "scope " + scope).orElse(route.needsToken() ? "any token" : "open to all");
    }
}
