package io.tocsin.gateway.rest;

import io.tocsin.gateway.identity.Scopes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that can be asked for over HTTP: dispatching, the list of routes and the test of the specification go by it. */
public enum Route {
    CREATE_ALERT("POST", "/v1/alerts", Scopes.ALERTS, Body.JSON),
    LIST_ALERTS("GET", "/v1/alerts", Scopes.ALERTS, Body.NONE),
    CREATE_ALERTS("POST", "/v1/alerts:batch", Scopes.ALERTS, Body.JSON),
    GET_ALERT("GET", "/v1/alerts/{id}", Scopes.ALERTS, Body.NONE),
    REPLACE_ALERT("PUT", "/v1/alerts/{id}", Scopes.ALERTS, Body.JSON),
    SET_ALERT_STATUS("PATCH", "/v1/alerts/{id}", Scopes.ALERTS, Body.JSON),
    DELETE_ALERT("DELETE", "/v1/alerts/{id}", Scopes.ALERTS, Body.NONE),
    REGISTER_DEVICE("PUT", "/v1/devices/{token}", Scopes.ALERTS, Body.JSON),
    REMOVE_DEVICE("DELETE", "/v1/devices/{token}", Scopes.ALERTS, Body.NONE),
    LIST_SYMBOLS("GET", "/v1/symbols", Access.ANY_USER, Body.NONE),
    GET_SYMBOL("GET", "/v1/symbols/{symbol}", Access.ANY_USER, Body.NONE),
    CONFIGURE_SYMBOL("PUT", "/v1/symbols/{symbol}", Scopes.ADMIN, Body.JSON),
    LIST_FEEDS("GET", "/v1/feeds", Access.ANY_USER, Body.NONE),
    LIST_REJECTS("GET", "/v1/feeds/{name}/rejects", Access.ANY_USER, Body.NONE),
    START_FEED("POST", "/v1/feeds/{name}:start", Scopes.ADMIN, Body.NONE),
    STOP_FEED("POST", "/v1/feeds/{name}:stop", Scopes.ADMIN, Body.NONE),
    POST_TICKS("POST", "/v1/ticks", Scopes.TICKS_WRITE, Body.JSON_OR_LINES),
    ISSUE_TOKEN("POST", "/v1/dev/token", Access.EVERYBODY, Body.JSON),
    HEALTH("GET", "/healthz", Access.EVERYBODY, Body.NONE),
    READINESS("GET", "/readyz", Access.EVERYBODY, Body.NONE),
    METRICS("GET", "/metrics", Access.EVERYBODY, Body.NONE),
    OPENAPI("GET", "/openapi.yaml", Access.EVERYBODY, Body.NONE),
    ASYNCAPI("GET", "/asyncapi.yaml", Access.EVERYBODY, Body.NONE),
    INGEST_SCHEMA("GET", "/v1/schema.xml", Access.EVERYBODY, Body.NONE);

    private final String method;
    private final String path;
    private final String access;
    private final Body body;

    Route(String method, String path, String access, Body body) {
        this.method = method;
        this.path = path;
        this.access = access;
        this.body = body;
    }

    public String method() {
        return method;
    }

    /** With parameters in braces; behind one there may be a verb, as in {@code {name}:start}. */
    public String path() {
        return path;
    }

    /** The scope that a token must have; empty when any token will do, or none is needed. */
    public Optional<String> scope() {
        return Scopes.ALL.contains(access) ? Optional.of(access) : Optional.empty();
    }

    /** Whether a token is needed; such a route has to wait for recovery, too. */
    public boolean needsToken() {
        return !access.equals(Access.EVERYBODY);
    }

    Body body() {
        return body;
    }

    /** The parameters in a path, by name; empty when the path is another one. */
    Optional<Map<String, String>> match(List<String> decodedPath) {
        List<String> segments = segments(path);
        if (decodedPath.size() != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            String decoded = decodedPath.get(i);
            String verb = segment.substring(segment.indexOf('}') + 1);
            if (segment.startsWith("{") && decoded.endsWith(verb)) {
                parameters.put(
                        segment.substring(1, segment.indexOf('}')),
                        decoded.substring(0, decoded.length() - verb.length()));
            } else if (!segment.equals(decoded)) {
                return Optional.empty();
            }
        }
        return Optional.of(parameters);
    }

    static List<String> segments(String path) {
        return Arrays.asList(path.substring(1).split("/", -1));
    }

    /** Beside the scopes. */
    private static final class Access {
        static final String ANY_USER = "any user";
        static final String EVERYBODY = "everybody";
    }

    /** What a request brings along. */
    enum Body {
        NONE,
        JSON,
        JSON_OR_LINES;

        boolean accepts(String mediaType) {
            return mediaType.equals(MediaTypes.JSON)
                    || (this == JSON_OR_LINES && mediaType.equals(MediaTypes.JSON_LINES));
        }

        /** For people. */
        String description() {
            return this == JSON ? MediaTypes.JSON : MediaTypes.JSON + " or " + MediaTypes.JSON_LINES;
        }
    }
}
