package io.tocsin.gateway.http;

import static io.tocsin.gateway.http.Octets.SP;
import static io.tocsin.gateway.http.Octets.describe;
import static io.tocsin.gateway.http.Octets.isDigit;
import static io.tocsin.gateway.http.Octets.isHexDigit;
import static io.tocsin.gateway.http.Octets.isTarget;
import static io.tocsin.gateway.http.Octets.isToken;
import static io.tocsin.gateway.http.Octets.text;

import io.tocsin.contract.json.ProblemException;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * The first line of a request.
 *
 * @param isHead    whether its method is HEAD.
 * @param isHttp10  whether its version is HTTP/1.0; a later 1.x is read as 1.1.
 * @param authority the host and port within the target; null where it is a path.
 */
record RequestLine(boolean isHead, boolean isHttp10, String authority) {
    static final int MAX_TARGET_BYTES = 8_000;

    private static final String FORM = "A request begins with a line of method, target and version: GET / HTTP/1.1";
    private static final int MAX_METHOD_BYTES = 32;
    private static final String NAME = "HTTP/";

    /** Reads what is between two positions, without the end of the line. */
    static RequestLine parse(ByteBuffer in, int start, int end) throws ProblemException {
        int methodEnd = start;
        while (methodEnd < end && isToken(in.get(methodEnd))) {
            methodEnd++;
        }
        int target = methodEnd + 1;
        int targetEnd = target;
        while (targetEnd < end && in.get(targetEnd) != SP) {
            targetEnd++;
        }
        if (methodEnd == start || targetEnd >= end || in.get(methodEnd) != SP || target == targetEnd) {
            throw HttpProblems.malformed(FORM);
        }
        boolean isHttp10 = isHttp10(in, targetEnd + 1, end);
        if (methodEnd - start > MAX_METHOD_BYTES) {
            throw HttpProblems.notImplemented("No method has a name of more than " + MAX_METHOD_BYTES + " bytes");
        }
        String method = text(in, start, methodEnd);
        if (method.equals("CONNECT")) {
            throw HttpProblems.notImplemented("This is no proxy");
        }
        return new RequestLine(method.equals("HEAD"), isHttp10, authority(method, in, target, targetEnd));
    }

    private static boolean isHttp10(ByteBuffer in, int start, int end) throws ProblemException {
        int dot = start + NAME.length() + 1;
        if (end - start != NAME.length() + 3
                || !startsWith(in, start, NAME)
                || !isDigit(in.get(dot - 1))
                || in.get(dot) != '.'
                || !isDigit(in.get(dot + 1))) {
            throw HttpProblems.malformed(FORM);
        }
        if (in.get(dot - 1) != '1') {
            throw HttpProblems.versionNotSupported(text(in, start, end));
        }
        return in.get(dot + 1) == '0';
    }

    private static boolean startsWith(ByteBuffer in, int start, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (in.get(start + i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static String authority(String method, ByteBuffer in, int start, int end) throws ProblemException {
        if (end - start > MAX_TARGET_BYTES) {
            throw HttpProblems.targetTooLong(MAX_TARGET_BYTES);
        }
        byte first = in.get(start);
        if (first == '*' && end - start == 1 && method.equals("OPTIONS")) {
            return null;
        }
        checkCharacters(in, start, end);
        return first == '/' ? null : authority(text(in, start, end));
    }

    private static void checkCharacters(ByteBuffer in, int start, int end) throws ProblemException {
        for (int at = start; at < end; at++) {
            byte octet = in.get(at);
            if (octet == '%') {
                if (end - at < 3 || !isHexDigit(in.get(at + 1)) || !isHexDigit(in.get(at + 2))) {
                    throw HttpProblems.malformed("A % in the target must have two hexadecimal digits behind it");
                }
            } else if (octet == '#') {
                throw HttpProblems.malformed("A target ends before the #; in a name it is written %23");
            } else if (!isTarget(octet)) {
                throw HttpProblems.malformed(describe(octet) + " in the target must be written "
                        + String.format(Locale.ROOT, "%%%02X", octet));
            }
        }
    }

    /** Of the whole URL that a proxy is sent. */
    private static String authority(String target) throws ProblemException {
        String lowerCase = target.toLowerCase(Locale.ROOT);
        if (!lowerCase.startsWith("http://") && !lowerCase.startsWith("https://")) {
            throw HttpProblems.malformed("The target must begin with /, or be a whole URL of HTTP");
        }
        int start = target.indexOf("//") + 2;
        int end = start;
        while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
            end++;
        }
        String authority = target.substring(start, end);
        if (authority.isEmpty() || !HostField.isValid(authority)) {
            throw HttpProblems.malformed("The target does not name a host");
        }
        return authority;
    }
}
