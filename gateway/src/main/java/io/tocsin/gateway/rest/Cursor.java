package io.tocsin.gateway.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tocsin.contract.json.FieldError;
import io.tocsin.contract.json.FieldErrors;
import java.util.Base64;

/** Where a list goes on: behind an id, in a form that says nothing to anybody else. */
final class Cursor {
    private static final String NAME = "cursor";

    private Cursor() {}

    static String encode(long lastId) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Long.toString(lastId).getBytes(US_ASCII));
    }

    /** The id behind which to go on; 0 without a cursor or with a broken one, which is noted. */
    static long decode(Request request, FieldErrors errors) {
        String text = request.parameter(NAME);
        if (text == null) {
            return 0;
        }
        try {
            String id = new String(Base64.getUrlDecoder().decode(text), US_ASCII);
            if (id.matches("[0-9]{1,18}")) {
                return Long.parseLong(id);
            }
        } catch (IllegalArgumentException notBase64) {
            return reject(errors);
        }
        return reject(errors);
    }

    private static long reject(FieldErrors errors) {
        errors.add(new FieldError(FieldError.Part.PARAMETER, NAME, "must be a nextCursor of this list"));
        return 0;
    }
}
