package io.tocsin.gateway.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.json.FieldErrors;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.ProblemException;
import io.tocsin.contract.json.RequestObject;
import io.tocsin.contract.value.Times;
import io.tocsin.gateway.identity.DevTokens;
import io.tocsin.gateway.identity.Principal;
import io.tocsin.gateway.identity.Scopes;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Gives a token to whoever asks. */
final class DevTokenEndpoint {
    private static final Duration MAX_LIFETIME = Duration.ofDays(365);

    private final DevTokens tokens;

    DevTokenEndpoint(DevTokens tokens) {
        this.tokens = tokens;
    }

    Answer issue(Request request) throws ProblemException {
        FieldErrors errors = new FieldErrors();
        RequestObject body = new RequestObject(Json.decode(request.body()), "", errors);
        body.require("sub");
        Optional<String> sub = body.text("sub");
        if (sub.isPresent() && !DevTokens.isSub(sub.get())) {
            body.error("sub", DevTokens.SUB_RULE);
        }
        String app = body.text("app").orElse(Principal.DEFAULT_APP);
        if (!DevTokens.isApp(app)) {
            body.error("app", DevTokens.APP_RULE);
        }
        Set<String> scopes = readScopes(body, errors);
        Duration lifetime = readLifetime(body);
        body.rejectUnknown();
        errors.throwIfAny();
        DevTokens.Issued issued = tokens.issue(sub.orElseThrow(), app, scopes, lifetime);
        return Answer.json(
                200, Json.object().put("token", issued.token()).put("expiresAt", format(issued.expiresAt())));
    }

    private static Set<String> readScopes(RequestObject body, FieldErrors errors) {
        Optional<List<JsonNode>> array = body.array("scopes");
        if (array.isEmpty()) {
            return Set.of(Scopes.ALERTS);
        }
        Set<String> scopes = new LinkedHashSet<>();
        for (int i = 0; i < array.get().size(); i++) {
            String scope = array.get().get(i).textValue();
            if (scope == null || !Scopes.ALL.contains(scope)) {
                errors.add(body.pointer("scopes") + '/' + i, "must be one of " + String.join(", ", Scopes.ALL));
            } else {
                scopes.add(scope);
            }
        }
        return scopes;
    }

    private static Duration readLifetime(RequestObject body) {
        OptionalLong lifetimeNs = body.duration("lifetime");
        if (lifetimeNs.isEmpty()) {
            return DevTokens.DEFAULT_LIFETIME;
        }
        Duration lifetime = Duration.ofNanos(lifetimeNs.getAsLong());
        if (lifetime.compareTo(Duration.ofSeconds(1)) < 0 || lifetime.compareTo(MAX_LIFETIME) > 0) {
            body.error("lifetime", "must be PT1S to P365D");
        }
        return lifetime;
    }

    private static String format(Instant instant) {
        return Times.format(TimeUnit.SECONDS.toNanos(instant.getEpochSecond()));
    }
}
