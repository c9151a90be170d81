package io.tocsin.gateway.rest;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** Media types, by their names in headers. */
final class MediaTypes {
    static final String JSON = "application/json";
    static final String JSON_LINES = "application/x-ndjson";
    static final String PROBLEM = "application/problem+json";
    static final String YAML = "application/yaml";
    static final String XML = "application/xml";

    private static final Pattern PARAMETERS = Pattern.compile(";");
    private static final Pattern CHARSET =
            Pattern.compile("\\s*charset\\s*=\\s*\"?([^\"\\s]*)\"?\\s*", Pattern.CASE_INSENSITIVE);

    private MediaTypes() {}

    /** The type in a Content-Type header without its parameters; JSON when there is no header. */
    static String essence(String contentType) {
        return contentType == null
                ? JSON
                : PARAMETERS.split(contentType, 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** Whether a Content-Type header names no other charset than UTF-8. */
    static boolean isUtf8(String contentType) {
        if (contentType == null) {
            return true;
        }
        return PARAMETERS
                .splitAsStream(contentType)
                .map(CHARSET::matcher)
                .filter(matcher -> matcher.matches())
                .allMatch(matcher -> StandardCharsets.UTF_8.name().equalsIgnoreCase(matcher.group(1)));
    }
}
