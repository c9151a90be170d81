package io.tocsin.gateway.rest;

import io.tocsin.contract.json.Problem;
import io.tocsin.contract.json.ProblemException;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Versions of alerts as entity tags. */
final class IfMatch {
    static final int ANY_VERSION = 0;

    private static final Pattern COMMA = Pattern.compile(",");

    private IfMatch() {}

    static String etag(int version) {
        return "\"" + version + '"';
    }

    /**
     * The version that a command must find.
     *
     * @param header  a list of entity tags, or {@code *}.
     * @param version the present one.
     * @throws ProblemException when the header does not name the present version.
     */
    static int expectedVersion(String header, int version) throws ProblemException {
        if (header.strip().equals("*")) {
            return ANY_VERSION;
        }
        String etag = etag(version);
        if (Arrays.stream(COMMA.split(header)).noneMatch(tag -> tag.strip().equals(etag))) {
            throw new ProblemException(
                    new Problem("stale-version", "The alert has changed", 412, "It is at version " + version));
        }
        return version;
    }
}
