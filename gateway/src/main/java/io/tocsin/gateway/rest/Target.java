package io.tocsin.gateway.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.contract.json.ProblemException;
import io.tocsin.gateway.http.HttpProblems;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The target of a request, taken apart before it is decoded, so that an escaped slash is part of a name. It is ASCII
 * with whole escapes only; {@link StrictSource} lets nothing else pass.
 *
 * @param path  decoded segments.
 * @param query the first value of each parameter, decoded.
 */
record Target(List<String> path, Map<String, String> query) {
    /**
     * Takes a target apart.
     *
     * @param uri a path, or what a proxy is sent: a whole URL.
     * @throws ProblemException when what is escaped is not UTF-8.
     */
    static Target parse(String uri, String rawQuery) throws ProblemException {
        int authority = uri.startsWith("/") ? 0 : uri.indexOf("://") + "://".length();
        int slash = uri.indexOf('/', authority);
        List<String> path = new ArrayList<>();
        for (String segment : Route.segments(slash < 0 ? "/" : uri.substring(slash))) {
            path.add(decode(segment));
        }
        Map<String, String> query = new HashMap<>();
        for (String pair : rawQuery.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            // A plus is a plus in a path, but a blank in a form.
            query.putIfAbsent(decode(name.replace('+', ' ')), decode(value.replace('+', ' ')));
        }
        return new Target(path, query);
    }

    private static String decode(String text) throws ProblemException {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteBuffer utf8 = ByteBuffer.allocate(text.length());
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) == '%') {
                utf8.put((byte) Integer.parseInt(text, at + 1, at + 3, 16));
                at += 2;
            } else {
                utf8.put((byte) text.charAt(at));
            }
        }
        try {
            return UTF_8.newDecoder().decode(utf8.flip()).toString();
        } catch (CharacterCodingException malformed) {
            throw HttpProblems.malformed("What is escaped in the target is not UTF-8");
        }
    }
}
