package io.tocsin.gateway.feed.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the REST interface of an exchange. It lives as long as the feed, so that a wish to be left alone outlasts a
 * connection. Any thread.
 */
final class TradeArchive {
    private static final int MOST_BYTES = 4 << 20;
    private static final int OK = 200;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private final Duration answerWithin;
    private HttpClient client;
    private volatile long closedUntilNs = System.nanoTime();

    /** The archive has not answered with what it was asked for. */
    static final class NoAnswerException extends Exception {
        private static final long serialVersionUID = 1;

        private final boolean mayPass;

        NoAnswerException(String message, boolean mayPass) {
            super(message);
            this.mayPass = mayPass;
        }

        /** Whether it is worth asking again. */
        boolean mayPass() {
            return mayPass;
        }
    }

    TradeArchive(Duration answerWithin) {
        this.answerWithin = answerWithin;
    }

    /** From when on it may be asked, as {@link System#nanoTime} has it. */
    long closedUntilNs() {
        return closedUntilNs;
    }

    /** @param within or less. */
    String get(URI url, Duration within) throws NoAnswerException, InterruptedException {
        long waitMs = Math.min(within.toMillis(), answerWithin.toMillis());
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        HttpRequest request =
                HttpRequest.newBuilder(url).header("User-Agent", "Tocsin").build();
        // The time is for the whole answer: that of a request ends for the client with the head.
        CompletableFuture<HttpResponse<Void>> answer = client().sendAsync(
                        request,
                        HttpResponse.BodyHandlers.ofByteArrayConsumer(
                                part -> part.ifPresent(bytes -> add(bytes, body))));
        try {
            HttpResponse<Void> response = answer.get(waitMs, TimeUnit.MILLISECONDS);
            requireOk(response);
            return body.toString(UTF_8);
        } catch (TimeoutException late) {
            throw new NoAnswerException("no whole answer within " + waitMs + " ms", true);
        } catch (ExecutionException failed) {
            throw new NoAnswerException(failed.getCause().toString(), true);
        } finally {
            answer.cancel(true);
        }
    }

    private static void add(byte[] bytes, ByteArrayOutputStream body) {
        if (body.size() + bytes.length > MOST_BYTES) {
            throw new IllegalStateException("an answer of more than " + MOST_BYTES + " bytes");
        }
        body.writeBytes(bytes);
    }

    private void requireOk(HttpResponse<Void> response) throws NoAnswerException {
        int status = response.statusCode();
        if (status == OK) {
            return;
        }
        Duration pause =
                RetryAfter.parse(response.headers().firstValue("Retry-After").orElse(null), Clock.systemUTC());
        if (!pause.isZero()) {
            closedUntilNs = System.nanoTime() + pause.toNanos();
        }
        boolean mayPass =
                status >= SERVER_ERROR || status == TOO_MANY_REQUESTS || status == REQUEST_TIMEOUT || !pause.isZero();
        throw new NoAnswerException("status " + status, mayPass);
    }

    /** A client has threads, which end when nothing refers to it any more. */
    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .connectTimeout(answerWithin)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
        }
        return client;
    }
}
