package io.tocsin.gateway.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tocsin.contract.json.FieldError;
import io.tocsin.contract.json.InvalidRequestException;
import io.tocsin.gateway.command.Idempotency;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The header {@code Idempotency-Key}, and the hash of the request that it stands for. */
final class IdempotencyKey {
    private static final String HEADER = "Idempotency-Key";
    private static final Pattern VALID = Pattern.compile("[\\x21-\\x7E]{1,64}");

    private IdempotencyKey() {}

    static Optional<Idempotency> of(Request request) throws InvalidRequestException {
        Optional<String> key = request.header(HEADER);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        if (!VALID.matcher(key.get()).matches()) {
            throw new InvalidRequestException(List.of(
                    new FieldError(FieldError.Part.HEADER, HEADER, "must be 1 to 64 visible ASCII characters")));
        }
        ByteBuffer hash = hash(request);
        return Optional.of(new Idempotency(key.get(), hash.getLong(), hash.getLong()));
    }

    private static ByteBuffer hash(Request request) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update((request.route().method() + ' ' + request.route().path() + '\n').getBytes(US_ASCII));
            return ByteBuffer.wrap(sha256.digest(request.body()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
