package io.tocsin.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.xnio.Options;

/**
 * The least that a server in Java does with ticks: Undertow gathers the body, Jackson's streaming parser goes over all of
 * it and decodes each text and number, and the answer is the count of the ticks. It checks nothing, keeps nothing, and
 * does all of it on the thread that reads, without handing anything on. As a process of its own, as a node is.
 */
public final class BareUndertow {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String HOST = "127.0.0.1";

    private BareUndertow() {}

    /**
     * Listens until the process ends.
     *
     * @param arguments the port.
     */
    public static void main(String[] arguments) {
        Undertow.builder()
                .addHttpListener(Integer.parseInt(arguments[0]), HOST)
                .setIoThreads(Math.max(1, Runtime.getRuntime().availableProcessors() / 2))
                .setServerOption(UndertowOptions.ALWAYS_SET_DATE, false)
                .setSocketOption(Options.TCP_NODELAY, true)
                .setHandler(exchange -> exchange.getRequestReceiver().receiveFullBytes(BareUndertow::answer))
                .build()
                .start();
    }

    private static void answer(HttpServerExchange exchange, byte[] body) {
        byte[] answer = ("{\"accepted\":" + count(body) + ",\"rejected\":[]}").getBytes(US_ASCII);
        exchange.setStatusCode(202).getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.setResponseContentLength(answer.length);
        exchange.getResponseSender().send(ByteBuffer.wrap(answer));
    }

    /** A tick is an object in the array, and its values are read as they would be had they to be used. */
    private static int count(byte[] body) {
        int objects = 0;
        long sum = 0;
        try (JsonParser parser = JSON.createParser(body)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    objects++;
                } else if (token == JsonToken.VALUE_STRING) {
                    sum += parser.getTextLength();
                } else if (token.isNumeric()) {
                    sum += (long) parser.getDoubleValue();
                }
            }
        } catch (IOException noJson) {
            throw new UncheckedIOException(noJson);
        }
        return sum == 0 ? 0 : objects - 1;
    }
}
