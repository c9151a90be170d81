package io.tocsin.gateway.rest;

import io.tocsin.contract.json.FieldError;
import io.tocsin.contract.json.FieldErrors;
import io.tocsin.gateway.identity.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A request that was admitted: its route is known, its token and body were received. Nobody compares two of them.
 *
 * @param principal  null on routes that need no token.
 * @param parameters of the path and the query, decoded; where both have one, that of the path.
 * @param headers    the lines of a header; empty when it is not there.
 */
@SuppressWarnings("ArrayRecordComponent")
record Request(
        Route route,
        Principal principal,
        Map<String, String> parameters,
        Function<String, List<String>> headers,
        byte[] body) {

    String owner() {
        return principal.owner();
    }

    String parameter(String name) {
        return parameters.get(name);
    }

    Optional<String> header(String name) {
        return headerLines(name).stream().findFirst();
    }

    List<String> headerLines(String name) {
        return headers.apply(name);
    }

    /** A whole number in the query. */
    int integer(String name, int absent, int min, int max, FieldErrors errors) {
        String text = parameters.get(name);
        if (text == null) {
            return absent;
        }
        if (text.matches("[0-9]{1,9}")) {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        }
        errors.add(
                new FieldError(FieldError.Part.PARAMETER, name, "must be a whole number from " + min + " to " + max));
        return absent;
    }
}
