package io.tocsin.gateway.delivery.push;

import com.google.api.client.http.HttpTransport;
import com.google.api.core.ApiFuture;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import com.google.firebase.FirebaseApp;
import com.google.firebase.FirebaseOptions;
import com.google.firebase.messaging.AndroidConfig;
import com.google.firebase.messaging.AndroidNotification;
import com.google.firebase.messaging.ApnsConfig;
import com.google.firebase.messaging.Aps;
import com.google.firebase.messaging.FirebaseMessaging;
import com.google.firebase.messaging.FirebaseMessagingException;
import com.google.firebase.messaging.Message;
import com.google.firebase.messaging.MessagingErrorCode;
import com.google.firebase.messaging.Notification;
import com.google.firebase.messaging.WebpushConfig;
import com.google.firebase.messaging.WebpushNotification;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Firebase Cloud Messaging through the Firebase Admin SDK.
 * <p>
 * Each message is one HTTP request. A pool bounds how many are on their way at a time; it has no use for more. The SDK
 * repeats a request a few times by itself when the answer is 503.
 */
public final class FirebaseTransport implements PushTransport {
    private static final String APP_NAME = "tocsin";
    private static final int CONNECT_TIMEOUT_MS = 5_000;
    private static final int READ_TIMEOUT_MS = 10_000;
    /** Of a header {@code Retry-After}, which the SDK gives as a list or as a text. */
    private static final Pattern SECONDS = Pattern.compile("\\[?(\\d{1,6})]?");

    private final FirebaseApp app;
    private final FirebaseMessaging messaging;

    private FirebaseTransport(FirebaseOptions.Builder options, int maxConcurrent) {
        app = FirebaseApp.initializeApp(
                options.setConnectTimeout(CONNECT_TIMEOUT_MS)
                        .setReadTimeout(READ_TIMEOUT_MS)
                        .setThreadManager(new FirebaseThreads(maxConcurrent))
                        .build(),
                APP_NAME);
        messaging = FirebaseMessaging.getInstance(app);
    }

    /**
     * Prepares to send; nothing goes over the network yet.
     *
     * @param serviceAccount JSON file of a service account of the Firebase project.
     * @param maxConcurrent  messages on their way at a time.
     * @throws IOException when the file cannot be read or is something else.
     */
    public static FirebaseTransport open(Path serviceAccount, int maxConcurrent) throws IOException {
        try (InputStream file = Files.newInputStream(serviceAccount)) {
            ServiceAccountCredentials credentials = ServiceAccountCredentials.fromStream(file);
            if (credentials.getProjectId() == null) {
                throw new IOException("no project_id");
            }
            return new FirebaseTransport(FirebaseOptions.builder().setCredentials(credentials), maxConcurrent);
        }
    }

    /** As {@link #open}, over another way to the network. */
    static FirebaseTransport of(
            GoogleCredentials credentials, String projectId, HttpTransport http, int maxConcurrent) {
        return new FirebaseTransport(
                FirebaseOptions.builder()
                        .setCredentials(credentials)
                        .setProjectId(projectId)
                        .setHttpTransport(http),
                maxConcurrent);
    }

    @Override
    public CompletionStage<Result> send(PushMessage message) {
        CompletableFuture<Result> result = new CompletableFuture<>();
        ApiFuture<String> answer = messaging.sendAsync(encode(message));
        answer.addListener(() -> result.complete(result(answer)), Runnable::run);
        return result;
    }

    @Override
    public void close() {
        app.delete();
    }

    @SuppressWarnings("deprecation") // apps register tokens; the SDK would rather have installation ids
    private static Message encode(PushMessage message) {
        String event = message.eventId();
        return Message.builder()
                .setToken(message.token())
                .setNotification(Notification.builder()
                        .setTitle(message.title())
                        .setBody(message.body())
                        .build())
                .putAllData(message.data())
                .setAndroidConfig(AndroidConfig.builder()
                        .setPriority(AndroidConfig.Priority.HIGH)
                        .setNotification(
                                AndroidNotification.builder().setTag(event).build())
                        .build())
                .setApnsConfig(ApnsConfig.builder()
                        .putHeader("apns-collapse-id", event)
                        .setAps(Aps.builder().setSound("default").build())
                        .build())
                .setWebpushConfig(WebpushConfig.builder()
                        .setNotification(
                                WebpushNotification.builder().setTag(event).build())
                        .build())
                .build();
    }

    private static Result result(ApiFuture<String> answer) {
        try {
            answer.get();
            return new Result(Outcome.DELIVERED, "");
        } catch (ExecutionException failed) {
            return failed.getCause() instanceof FirebaseMessagingException answered
                    ? new Result(outcome(answered), reason(answered), retryAfter(answered))
                    : new Result(Outcome.RETRY, String.valueOf(failed.getCause()));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return new Result(Outcome.RETRY, "interrupted");
        }
    }

    /** Zero unless the provider gave a number of seconds. */
    private static Duration retryAfter(FirebaseMessagingException failure) {
        if (failure.getHttpResponse() == null) {
            return Duration.ZERO;
        }
        Matcher seconds = SECONDS.matcher(
                String.valueOf(failure.getHttpResponse().getHeaders().get("retry-after")));
        return seconds.matches() ? Duration.ofSeconds(Integer.parseInt(seconds.group(1))) : Duration.ZERO;
    }

    private static Outcome outcome(FirebaseMessagingException failure) {
        MessagingErrorCode code = failure.getMessagingErrorCode();
        if (code == MessagingErrorCode.UNREGISTERED) {
            return Outcome.TOKEN_GONE;
        }
        if (code == MessagingErrorCode.INVALID_ARGUMENT) {
            // The one code stands for a token that never was one and for a message that breaks the rules alike.
            return failure.getMessage().contains("registration token") ? Outcome.TOKEN_GONE : Outcome.REFUSED;
        }
        return code == MessagingErrorCode.SENDER_ID_MISMATCH ? Outcome.REFUSED : Outcome.RETRY;
    }

    private static String reason(FirebaseMessagingException failure) {
        Object code =
                failure.getMessagingErrorCode() == null ? failure.getErrorCode() : failure.getMessagingErrorCode();
        return code + ": " + failure.getMessage().lines().findFirst().orElse("");
    }
}
