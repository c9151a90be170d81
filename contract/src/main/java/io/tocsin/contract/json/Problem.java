package io.tocsin.contract.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/**
 * Why a request was not carried out: a problem of RFC 9457.
 *
 * @param code   ends the problem's type, {@code urn:tocsin:problem:<code>}.
 * @param title  the same for all problems of the code.
 * @param status of HTTP.
 * @param detail what it is this time.
 * @param errors the faults of an invalid request, else empty.
 */
public record Problem(String code, String title, int status, String detail, List<FieldError> errors) {
    public Problem {
        errors = List.copyOf(errors);
    }

    public Problem(String code, String title, int status, String detail) {
        this(code, title, status, detail, List.of());
    }

    public ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("type", "urn:tocsin:problem:" + code)
                .put("title", title)
                .put("status", status)
                .put("detail", detail);
        if (!errors.isEmpty()) {
            ArrayNode list = json.putArray("errors");
            errors.forEach(error -> list.addObject()
                    .put(error.part().name().toLowerCase(Locale.ROOT), error.at())
                    .put("detail", error.detail()));
        }
        return json;
    }
}
