package io.tocsin.gateway.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The target of a request, taken apart before it is decoded, so that an escaped slash is part of a name. Undertow has
 * refused broken escapes before.
 *
 * @param path  decoded segments.
 * @param query the first value of each parameter, decoded.
 */
record Target(List<String> path, Map<String, String> query) {
    /** @param uri a path, or what a proxy is sent: a whole URL. */
    static Target parse(String uri, String rawQuery) {
        int authority = uri.startsWith("/") ? 0 : uri.indexOf("://") + "://".length();
        int slash = uri.indexOf('/', authority);
        List<String> path = new ArrayList<>();
        for (String segment : Route.segments(slash < 0 ? "/" : uri.substring(slash))) {
            // In a path a plus is a plus.
            path.add(URLDecoder.decode(segment.replace("+", "%2B"), UTF_8));
        }
        Map<String, String> query = new HashMap<>();
        for (String pair : rawQuery.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            query.putIfAbsent(URLDecoder.decode(name, UTF_8), URLDecoder.decode(value, UTF_8));
        }
        return new Target(path, query);
    }
}
