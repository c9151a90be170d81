package io.tocsin.gateway.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tocsin.contract.json.FieldError;
import io.tocsin.contract.json.InvalidRequestException;
import io.tocsin.gateway.command.Idempotency;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.regex.Pattern;

/** The header {@code Idempotency-Key}, and the hash of the request that it stands for. */
final class IdempotencyKey {
    private static final String HEADER = "Idempotency-Key";
    private static final Pattern VALID = Pattern.compile("[\\x21-\\x7E]{1,64}");

    private IdempotencyKey() {}

    /** {@link Idempotency#NONE} when there is no such header. */
    static Idempotency of(Request request) throws InvalidRequestException {
        List<String> keys = request.headerLines(HEADER);
        if (keys.isEmpty()) {
            return Idempotency.NONE;
        }
        if (keys.size() > 1 || !VALID.matcher(keys.get(0)).matches()) {
            throw new InvalidRequestException(List.of(new FieldError(
                    FieldError.Part.HEADER, HEADER, "must be there once, with 1 to 64 visible ASCII characters")));
        }
        ByteBuffer hash = hash(request);
        return new Idempotency(keys.get(0), hash.getLong(), hash.getLong(), 0);
    }

    private static ByteBuffer hash(Request request) {
        MessageDigest sha256 = Hashes.sha256();
        sha256.update((request.route().method() + ' ' + request.route().path() + '\n').getBytes(US_ASCII));
        return ByteBuffer.wrap(sha256.digest(request.body()));
    }
}
