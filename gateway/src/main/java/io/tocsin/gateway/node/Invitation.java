package io.tocsin.gateway.node;

import io.tocsin.gateway.cli.WatchCommand;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a node says to the person who started it: where it is, and what to paste to hear it ring.
 *
 * @param token of {@link #USER}.
 * @param level at which an alert on the demo market soon rings, and again; empty when there is no such market.
 */
public record Invitation(
        InetSocketAddress rest, InetSocketAddress stream, Path dataDir, String token, Optional<String> level) {
    public static final String USER = "demo";

    /**
     * Several lines.
     *
     * @param jar    how to name this program on a command line.
     * @param symbol of the demo market.
     */
    public String text(String jar, String symbol) {
        String addresses =
                """
                Tocsin is ready.
                  REST       %s
                  WebSocket  %s
                  data       %s
                  token      %s
                """.formatted(restUri(), streamUri(), dataDir.toAbsolutePath().normalize(), token);
        return addresses + level.map(price -> toPaste(jar, symbol, price)).orElse("");
    }

    private String toPaste(String jar, String symbol, String price) {
        return """

                To watch prices and alerts, paste this into another terminal:
                  java -jar %s watch --symbol %s%s
                To hear an alert ring, this into a third:
                  curl -sS %s/v1/alerts -H 'Authorization: Bearer %s' -H 'Content-Type: application/json' -d '%s'
                """.formatted(jar, symbol, watchOptions(), restUri(), token, alert(symbol, price));
    }

    /** It rings at once when the price is above the level, and again each time it comes back from below. */
    private static String alert(String symbol, String level) {
        return """
                {"symbol":"%s","condition":{"type":"above","level":"%s"},\
                "trigger":{"mode":"every","cooldown":"PT5S"}}""".formatted(symbol, level);
    }

    private String watchOptions() {
        return option("--http", restUri(), WatchCommand.DEFAULT_REST)
                + option("--url", streamUri(), WatchCommand.DEFAULT_STREAM);
    }

    private static String option(String name, URI value, String byDefault) {
        return value.equals(URI.create(byDefault)) ? "" : " " + name + " " + value;
    }

    private URI restUri() {
        return URI.create("http://" + hostAndPort(rest));
    }

    private URI streamUri() {
        return URI.create("ws://" + hostAndPort(stream) + "/v1/stream");
    }

    private static String hostAndPort(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }
}
