package io.tocsin.gateway.rest;

import io.tocsin.contract.json.Problem;
import io.tocsin.gateway.identity.AuthException;
import io.tocsin.gateway.identity.Identity;
import io.tocsin.gateway.identity.Principal;
import io.tocsin.gateway.identity.Requirement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Decides by a request's head whether it goes on: by route, token and scope, the user's rate, the kind of body. Any
 * thread; does not block.
 */
final class Gate {
    private static final String REALM = "Bearer realm=\"tocsin\"";
    private static final String BEARER = "Bearer ";

    private final Set<Route> routes;
    private final Identity identity;
    private final RateLimiter limiter;
    private final BooleanSupplier ready;

    Gate(Set<Route> routes, Identity identity, RateLimiter limiter, BooleanSupplier ready) {
        this.routes = routes;
        this.identity = identity;
        this.limiter = limiter;
        this.ready = ready;
    }

    /** What a request asks for and who asks; the principal is null where none is needed. */
    record Admission(Route route, Principal principal, Map<String, String> parameters) {}

    /** A request that does not go on. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;

        private final transient Answer answer;

        Refusal(Answer answer) {
            super(null, null, false, false);
            this.answer = answer;
        }

        Answer answer() {
            return answer;
        }
    }

    Admission admit(String method, Target target, Function<String, String> headers) throws Refusal {
        Route route = route(method, target.path());
        Principal principal = null;
        if (route.needsToken()) {
            principal = authenticate(headers.apply("Authorization"), route);
            if (!limiter.tryAcquire(principal.owner())) {
                throw refuse("rate-limited", "Too many requests", 429, "The user's rate limit was reached");
            }
            if (!ready.getAsBoolean()) {
                throw refuse("recovering", "The node is not ready", 503, "It reads its journal; try again soon");
            }
        }
        checkMediaType(route, headers);
        Map<String, String> parameters = new HashMap<>(target.query());
        parameters.putAll(route.match(target.path()).orElseThrow());
        return new Admission(route, principal, parameters);
    }

    /** A GET answers HEAD as well. */
    private Route route(String method, List<String> path) throws Refusal {
        List<Route> matching =
                routes.stream().filter(route -> route.match(path).isPresent()).toList();
        if (matching.isEmpty()) {
            throw refuse("not-found", "Not found", 404, "There is nothing at this path");
        }
        String wanted = method.equals("HEAD") ? "GET" : method;
        Optional<Route> route = matching.stream()
                .filter(candidate -> candidate.method().equals(wanted))
                .findFirst();
        if (route.isEmpty()) {
            TreeSet<String> allowed =
                    matching.stream().map(Route::method).collect(Collectors.toCollection(TreeSet::new));
            if (allowed.contains("GET")) {
                allowed.add("HEAD");
            }
            Problem problem =
                    new Problem("method-not-allowed", "Method not allowed", 405, method + " is not allowed here");
            throw new Refusal(Answer.of(problem).with("Allow", String.join(", ", allowed)));
        }
        return route.get();
    }

    private Principal authenticate(String authorization, Route route) throws Refusal {
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            Problem problem = new Problem(
                    "not-authenticated",
                    "Not authenticated",
                    401,
                    "The header Authorization: Bearer <token> is missing");
            throw new Refusal(Answer.of(problem).with("WWW-Authenticate", REALM));
        }
        try {
            String token = authorization.substring(BEARER.length()).strip();
            return identity.verify(token, new Requirement(route.scope()));
        } catch (AuthException refused) {
            throw refuse(route, refused);
        }
    }

    private static Refusal refuse(Route route, AuthException refused) {
        boolean isForbidden = refused.code().equals(AuthException.FORBIDDEN);
        Problem problem = isForbidden
                ? new Problem(refused.code(), "Forbidden", 403, refused.getMessage())
                : new Problem(refused.code(), "Not authenticated", 401, refused.getMessage());
        String challenge = isForbidden
                ? ", error=\"insufficient_scope\", scope=\"" + route.scope().orElseThrow() + '"'
                : ", error=\"invalid_token\", error_description=\"" + refused.getMessage() + '"';
        return new Refusal(Answer.of(problem).with("WWW-Authenticate", REALM + challenge));
    }

    private static void checkMediaType(Route route, Function<String, String> headers) throws Refusal {
        if (route.body() == Route.Body.NONE) {
            return;
        }
        String contentType = headers.apply("Content-Type");
        String encoding = headers.apply("Content-Encoding");
        boolean plain = encoding == null || encoding.equalsIgnoreCase("identity");
        if (!plain || !route.body().accepts(MediaTypes.essence(contentType)) || !MediaTypes.isUtf8(contentType)) {
            throw refuse(
                    "unsupported-media-type",
                    "Unsupported media type",
                    415,
                    "The body must be " + route.body().description() + " in UTF-8");
        }
    }

    private static Refusal refuse(String code, String title, int status, String detail) {
        return new Refusal(Answer.of(new Problem(code, title, status, detail)));
    }
}
