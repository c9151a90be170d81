package io.tocsin.gateway.rest;

import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.Problem;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.gateway.alerts.AlertView;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The tag of an alert, {@code "<version>-<revision>"}, and the conditions on it in a request.
 * <p>
 * The version counts what the user has changed; the revision is of all that the alert shows. {@code If-Match} asks for
 * the version alone, so that a change is not refused because the alert has fired meanwhile.
 */
final class Preconditions {
    /** For a command that takes an alert as it is. */
    static final int ANY_VERSION = 0;

    private static final String IF_MATCH = "If-Match";
    private static final String IF_NONE_MATCH = "If-None-Match";
    private static final Pattern REVISION = Pattern.compile("-[^-]*$");

    private Preconditions() {}

    /** Without quotes. */
    static String tag(AlertView alert) {
        ByteBuffer hash = ByteBuffer.wrap(Hashes.sha256().digest(Json.encode(alert.toJson())));
        return alert.state().version() + "-" + Long.toUnsignedString(hash.getLong(), Character.MAX_RADIX);
    }

    /** As the header {@code ETag} shows it. */
    static String etag(AlertView alert) {
        return '"' + tag(alert) + '"';
    }

    /** Whether who asks has the alert as it is. */
    static boolean isUnchanged(Request request, AlertView alert) {
        EntityTags known = EntityTags.read(request.headerLines(IF_NONE_MATCH));
        return known.any() || known.tags().contains(tag(alert));
    }

    /**
     * The version that a command must find; {@link #ANY_VERSION} when it may be any.
     *
     * @throws ProblemException when the alert is not as the request wants it.
     */
    static int expectedVersion(Request request, AlertView alert) throws ProblemException {
        if (isUnchanged(request, alert)) {
            throw failed("The request is for an alert that is not there, or is another one, and it is there");
        }
        List<String> lines = request.headerLines(IF_MATCH);
        if (lines.isEmpty()) {
            return ANY_VERSION;
        }
        EntityTags wanted = EntityTags.read(lines);
        if (wanted.any()) {
            return ANY_VERSION;
        }
        int version = alert.state().version();
        if (wanted.tags().stream().noneMatch(tag -> isOf(version, tag))) {
            throw failed("It is at version " + version + ", with the entity tag " + etag(alert));
        }
        return version;
    }

    private static boolean isOf(int version, String tag) {
        return REVISION.matcher(tag).replaceFirst("").equals(Integer.toString(version));
    }

    private static ProblemException failed(String detail) {
        return new ProblemException(new Problem("stale-version", "The alert has changed", 412, detail));
    }
}
