package io.tocsin.gateway.http;

import static io.tocsin.gateway.http.Octets.CR;
import static io.tocsin.gateway.http.Octets.LF;
import static io.tocsin.gateway.http.Octets.describe;
import static io.tocsin.gateway.http.Octets.isBlank;
import static io.tocsin.gateway.http.Octets.isDigit;
import static io.tocsin.gateway.http.Octets.isFieldContent;
import static io.tocsin.gateway.http.Octets.isToken;
import static io.tocsin.gateway.http.Octets.text;

import io.tocsin.contract.json.ProblemException;
import java.nio.ByteBuffer;

/**
 * Reads the heads of requests, one after the other, as they come in, and refuses what is not to the letter of RFC 9112.
 * <p>
 * What is refused here is what two readers of the same bytes could take for two different requests, which is how
 * requests are smuggled past a proxy: bare line feeds, folded lines, blanks before a colon, control characters, more
 * than one length. Not for several threads at once. Copies nothing but what it has to understand.
 */
public final class RequestHead {
    /** In all, from the method to the empty line. */
    public static final int MAX_BYTES = 16 * 1024;

    /** Of a body that somebody may still want to read to its end, if only to throw it away. */
    public static final long MAX_BODY_BYTES = 16 << 20;

    private static final int MAX_FIELDS = 100;
    private static final int MAX_LENGTH_DIGITS = 18;
    private static final long NONE = -1;

    private int readBytes;
    private int lineOffset;
    private int fields;
    private RequestLine line;
    private String host;
    private long contentLength = NONE;
    private boolean chunked;

    /** Makes it ready for the next request. */
    public void reset() {
        readBytes = 0;
        lineOffset = 0;
        fields = 0;
        line = null;
        host = null;
        contentLength = NONE;
        chunked = false;
    }

    /**
     * Reads on in what has come of the head so far.
     *
     * @param start of the head, wherever it is now.
     * @param end   of what has come of it, or of that and what follows.
     * @return where it ends, or -1 when there must be more.
     * @throws ProblemException why it is refused, as soon as that is known.
     */
    public int read(ByteBuffer in, int start, int end) throws ProblemException {
        if (readBytes == 0 && end > start && !isToken(in.get(start))) {
            throw HttpProblems.malformed("A request begins with a method, not with " + describe(in.get(start)));
        }
        int limit = Math.min(end, start + MAX_BYTES);
        for (int at = start + readBytes; at < limit; at++) {
            if (in.get(at) == LF) {
                boolean isLast = readLine(in, start + lineOffset, at);
                lineOffset = at + 1 - start;
                if (isLast) {
                    return at + 1;
                }
            }
        }
        readBytes = limit - start;
        if (line == null && readBytes > RequestLine.MAX_TARGET_BYTES + 64) {
            throw HttpProblems.targetTooLong(RequestLine.MAX_TARGET_BYTES);
        }
        if (readBytes == MAX_BYTES) {
            throw HttpProblems.headTooLarge("It may have " + MAX_BYTES + " bytes");
        }
        return -1;
    }

    /** Whether the first line has come and its method is HEAD, so that nobody waits for the body of an answer. */
    public boolean isHead() {
        return line != null && line.isHead();
    }

    /** Whether its version is HTTP/1.0. */
    public boolean isHttp10() {
        return line.isHttp10();
    }

    /** Of the body, which may be empty; 0 as well where its length is not declared. */
    public long contentLength() {
        return Math.max(0, contentLength);
    }

    /** Whether the body comes in chunks. */
    public boolean isChunked() {
        return chunked;
    }

    private boolean readLine(ByteBuffer in, int start, int lineFeed) throws ProblemException {
        int end = lineFeed - 1;
        if (end < start || in.get(end) != CR) {
            throw HttpProblems.malformed("Lines end with CR LF, not with LF alone");
        }
        if (line == null) {
            line = RequestLine.parse(in, start, end);
            return false;
        }
        if (start == end) {
            checkTogether();
            return true;
        }
        if (++fields > MAX_FIELDS) {
            throw HttpProblems.headTooLarge("There may be " + MAX_FIELDS + " header fields");
        }
        readField(in, start, end);
        return false;
    }

    private void readField(ByteBuffer in, int start, int end) throws ProblemException {
        int colon = checkField(in, start, end);
        int length = colon - start;
        if (isNamed(in, start, length, "host")) {
            takeHost(value(in, colon, end));
        } else if (isNamed(in, start, length, "content-length")) {
            takeContentLength(value(in, colon, end));
        } else if (isNamed(in, start, length, "transfer-encoding")) {
            takeTransferEncoding(value(in, colon, end));
        } else if (isNamed(in, start, length, "expect") && !line.isHttp10()) {
            String value = value(in, colon, end);
            if (!value.equalsIgnoreCase("100-continue")) {
                throw HttpProblems.expectationFailed(value);
            }
        }
    }

    /** Checks a line of a header or a trailer; returns where its colon is. */
    static int checkField(ByteBuffer in, int start, int end) throws ProblemException {
        if (isBlank(in.get(start))) {
            throw HttpProblems.malformed("A line cannot go on in the next one");
        }
        int colon = start;
        while (colon < end && isToken(in.get(colon))) {
            colon++;
        }
        if (colon == start || colon == end || in.get(colon) != ':') {
            throw HttpProblems.malformed(
                    colon == end
                            ? "A header field has a colon behind its name"
                            : "There is " + describe(in.get(colon)) + " in the name of a header field");
        }
        for (int at = colon + 1; at < end; at++) {
            if (!isFieldContent(in.get(at))) {
                throw HttpProblems.malformed("The header field " + text(in, start, colon)
                        + " holds the control character " + describe(in.get(at)));
            }
        }
        return colon;
    }

    private static boolean isNamed(ByteBuffer in, int start, int length, String lowerCase) {
        if (length != lowerCase.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (Character.toLowerCase(in.get(start + i)) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static String value(ByteBuffer in, int colon, int end) {
        int from = colon + 1;
        int to = end;
        while (from < to && isBlank(in.get(from))) {
            from++;
        }
        while (from < to && isBlank(in.get(to - 1))) {
            to--;
        }
        return text(in, from, to);
    }

    private void takeHost(String value) throws ProblemException {
        if (host != null) {
            throw HttpProblems.malformed("There is more than one Host");
        }
        if (!HostField.isValid(value)) {
            throw HttpProblems.malformed("Host must be a host, and may have a port from 1 to 65535");
        }
        host = value;
    }

    private void takeContentLength(String value) throws ProblemException {
        if (contentLength != NONE) {
            throw HttpProblems.malformed("There is more than one Content-Length");
        }
        if (value.isEmpty() || !value.chars().allMatch(octet -> isDigit((byte) octet))) {
            throw HttpProblems.malformed("Content-Length must be a number of bytes");
        }
        contentLength = value.length() > MAX_LENGTH_DIGITS ? Long.MAX_VALUE : Long.parseLong(value);
    }

    private void takeTransferEncoding(String value) throws ProblemException {
        if (chunked) {
            throw HttpProblems.malformed("There is more than one Transfer-Encoding");
        }
        if (!value.equalsIgnoreCase("chunked")) {
            throw HttpProblems.notImplemented("The only Transfer-Encoding is chunked");
        }
        chunked = true;
    }

    private void checkTogether() throws ProblemException {
        if (host == null && !line.isHttp10()) {
            throw HttpProblems.malformed("A request of HTTP/1.1 has a Host");
        }
        if (host != null && line.authority() != null && !host.equals(line.authority())) {
            throw HttpProblems.malformed("Host and the target name different hosts");
        }
        if (chunked && contentLength != NONE) {
            throw HttpProblems.malformed("Content-Length and Transfer-Encoding exclude each other");
        }
        if (chunked && line.isHttp10()) {
            throw HttpProblems.malformed("HTTP/1.0 has no Transfer-Encoding");
        }
        if (contentLength > MAX_BODY_BYTES) {
            throw HttpProblems.bodyTooLarge(MAX_BODY_BYTES);
        }
    }
}
