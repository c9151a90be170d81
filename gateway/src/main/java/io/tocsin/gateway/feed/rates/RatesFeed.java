package io.tocsin.gateway.feed.rates;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.contract.value.Decimals;
import io.tocsin.gateway.feed.Feed;
import io.tocsin.gateway.feed.FeedDisabledException;
import io.tocsin.gateway.feed.FeedException;
import io.tocsin.gateway.feed.TickSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks for all rates with one request, and offers a tick of each pair when their timestamp is another one. Between two
 * calls it waits as long as the plan asks for, also across restarts and failures: what is asked too early only costs.
 */
public final class RatesFeed implements Feed {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);
    private static final Duration LEAST_PAUSE = Duration.ofMinutes(1);
    private static final int MOST_BYTES = 1 << 20;
    private static final int NOT_MODIFIED = 304;
    private static final int MAX_DECIMALS = 18;
    private static final long NO_TIMESTAMP = Long.MIN_VALUE;

    private final RatesConfig config;
    private final Duration interval;
    private final Duration answerWithin;
    private final Clock clock;
    private volatile QuotaLedger ledger;
    private Optional<String> entityTag = Optional.empty();
    private long timestampS = NO_TIMESTAMP;

    RatesFeed(RatesConfig config) {
        this(config, config.plan().interval(), ANSWER_WITHIN, Clock.systemUTC());
    }

    RatesFeed(RatesConfig config, Duration interval, Duration answerWithin, Clock clock) {
        this.config = config;
        this.interval = interval;
        this.answerWithin = answerWithin;
        this.clock = clock;
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public OptionalLong quotaLeft() {
        QuotaLedger counting = ledger;
        return counting == null ? OptionalLong.empty() : OptionalLong.of(counting.left(clock.instant()));
    }

    /** One call may fail, or come late. */
    @Override
    public Optional<Duration> silenceBound() {
        return Optional.of(interval.multipliedBy(5).dividedBy(2));
    }

    @Override
    public void run(TickSink ticks) throws InterruptedException, FeedException {
        // A client has threads, which end when nothing refers to it any more.
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT_WITHIN)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        try {
            ledger = new QuotaLedger(config.ledger(), config.plan().callsPerMonth());
            while (true) {
                sleepUntil(ledger.next(clock.instant()));
                Instant now = clock.instant();
                ledger.onCall(now, now.plus(pauseAfterFailure()));
                Optional<RatesReply> reply = ask(client);
                ledger.postpone(now.plus(interval));
                ticks.heard();
                if (reply.isPresent() && reply.get().timestampS() != timestampS) {
                    offer(reply.get(), ticks);
                    timestampS = reply.get().timestampS();
                }
            }
        } catch (RatesReply.Refusal refusal) {
            throw onRefusal(refusal);
        } catch (IOException failed) {
            throw new FeedException("the count of calls: " + failed, failed);
        }
    }

    /** Nothing when it is what it was. */
    private Optional<RatesReply> ask(HttpClient client) throws InterruptedException, FeedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        HttpResponse<Void> response = exchange(client, body);
        if (response.statusCode() == NOT_MODIFIED) {
            return Optional.empty();
        }
        RatesReply reply = RatesReply.read(config.provider(), config.base(), response.statusCode(), body.toByteArray());
        entityTag = response.headers().firstValue("ETag");
        return Optional.of(reply);
    }

    /** The time is for the whole answer: that of a request ends for the client with the head. */
    private HttpResponse<Void> exchange(HttpClient client, ByteArrayOutputStream body)
            throws FeedException, InterruptedException {
        CompletableFuture<HttpResponse<Void>> answer = client.sendAsync(
                request(),
                HttpResponse.BodyHandlers.ofByteArrayConsumer(part -> part.ifPresent(bytes -> add(bytes, body))));
        try {
            return answer.get(answerWithin.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new FeedException(config.url() + ": no whole answer within " + answerWithin.toMillis() + " ms", late);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            String detail = cause.getMessage() == null ? "" : ": " + cause.getMessage();
            throw new FeedException(
                    redacted(config.url() + ": " + cause.getClass().getSimpleName() + detail), cause);
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

    private HttpRequest request() {
        String query = config.provider().base()
                + '='
                + config.base()
                + '&'
                + config.provider().symbols()
                + '='
                + String.join(",", config.currencies());
        String key = "access_key=" + URLEncoder.encode(config.accessKey(), UTF_8) + '&';
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(config.url() + "?" + (config.isMarketplace() ? "" : key) + query));
        if (config.isMarketplace()) {
            request.header("apikey", config.accessKey());
        }
        entityTag.ifPresent(tag -> request.header("If-None-Match", tag));
        return request.build();
    }

    private void offer(RatesReply reply, TickSink ticks) throws InterruptedException, FeedException {
        long timeNs = TimeUnit.SECONDS.toNanos(reply.timestampS());
        for (CurrencyPair pair : config.pairs()) {
            Optional<BigDecimal> rate = pair.rate(config.base(), reply.rates());
            if (rate.isEmpty() || rate.get().signum() == 0) {
                ticks.reject(
                        pair.symbol(),
                        "the answer of " + Instant.ofEpochSecond(reply.timestampS()) + " has no rate for it");
                continue;
            }
            int decimals = Math.min(Math.max(rate.get().scale(), 0), MAX_DECIMALS);
            ticks.offer(ticks.register(pair.symbol()), decimals, Decimals.toUnits(rate.get(), decimals), 0, timeNs);
        }
    }

    private FeedException onRefusal(RatesReply.Refusal refusal) {
        String message = redacted(refusal.getMessage());
        if (refusal.kind() == RatesReply.Refusal.Kind.NEEDS_A_PERSON) {
            return new FeedDisabledException(message);
        }
        if (refusal.kind() == RatesReply.Refusal.Kind.QUOTA_USED_UP) {
            try {
                ledger.onUsedUp(clock.instant());
            } catch (IOException failed) {
                return new FeedException(failed.toString(), failed);
            }
        }
        return new FeedException(message);
    }

    /** An eighth of what is between calls that do well, so that failures do not use up the plan. */
    private Duration pauseAfterFailure() {
        Duration eighth = interval.dividedBy(8);
        Duration least = LEAST_PAUSE.compareTo(interval) < 0 ? LEAST_PAUSE : interval;
        return eighth.compareTo(least) > 0 ? eighth : least;
    }

    private void sleepUntil(Instant time) throws InterruptedException {
        long pauseMs = Duration.between(clock.instant(), time).toMillis();
        if (pauseMs > 0) {
            TimeUnit.MILLISECONDS.sleep(pauseMs);
        }
    }

    private String redacted(String text) {
        return text.replace(config.accessKey(), "***").replace(URLEncoder.encode(config.accessKey(), UTF_8), "***");
    }
}
