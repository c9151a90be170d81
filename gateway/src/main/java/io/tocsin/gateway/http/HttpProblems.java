package io.tocsin.gateway.http;

import io.tocsin.contract.json.Problem;
import io.tocsin.contract.json.ProblemException;

/** Why a request is refused before anybody looks at what it asks for. */
public final class HttpProblems {
    private HttpProblems() {}

    /** What came is no request. */
    public static ProblemException malformed(String detail) {
        return exception("bad-request", "Not a valid HTTP request", 400, detail);
    }

    /** The client took longer than it may. */
    public static Problem timeout(String detail) {
        return new Problem("request-timeout", "The request did not come in time", 408, detail);
    }

    /** A request, but with more of a body than is even thrown away. */
    static ProblemException bodyTooLarge(long maxBytes) {
        return exception(
                "body-too-large", "The body is too large", 413, "No body may have more than " + maxBytes + " bytes");
    }

    static ProblemException targetTooLong(int maxBytes) {
        return exception("target-too-long", "The target is too long", 414, "It may have " + maxBytes + " bytes");
    }

    static ProblemException expectationFailed(String expectation) {
        return exception(
                "expectation-failed",
                "The expectation cannot be met",
                417,
                "Expect may be 100-continue, not " + expectation);
    }

    static ProblemException headTooLarge(String detail) {
        return exception("head-too-large", "The head of the request is too large", 431, detail);
    }

    static ProblemException notImplemented(String detail) {
        return exception("not-implemented", "Not implemented", 501, detail);
    }

    static ProblemException versionNotSupported(String version) {
        return exception(
                "version-not-supported",
                "The version of HTTP is not supported",
                505,
                "HTTP/1.1 and HTTP/1.0 are spoken here, not " + version);
    }

    private static ProblemException exception(String code, String title, int status, String detail) {
        return new ProblemException(new Problem(code, title, status, detail));
    }
}
