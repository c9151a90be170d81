package io.tocsin.gateway.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** From the claims of a token whose signature holds to the principal. */
final class Claims {
    static final String APP = "app";
    static final String SCOPE = "scope";
    static final String AUTH_TIME = "auth_time";
    static final String AMR = "amr";
    static final String SUB_RULE = "must be 1 to 255 bytes without control characters";
    static final String APP_RULE = "must be 1 to 64 characters out of A-Z a-z 0-9 . _ -";

    private static final int MAX_SUB_BYTES = 255;
    private static final Pattern APP_NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern SPACES = Pattern.compile(" +");

    private Claims() {}

    static boolean isSub(String sub) {
        return !sub.isBlank()
                && sub.getBytes(UTF_8).length <= MAX_SUB_BYTES
                && UTF_8.newEncoder().canEncode(sub)
                && sub.chars().noneMatch(Character::isISOControl);
    }

    static boolean isApp(String app) {
        return APP_NAME.matcher(app).matches();
    }

    static Principal principal(JWTClaimsSet claims, Instant now) throws AuthException {
        Date expiry = claims.getExpirationTime();
        if (expiry == null) {
            throw invalid("The token has no exp");
        }
        Instant expiresAt = expiry.toInstant();
        if (now.isAfter(expiresAt.plus(Principal.SKEW))) {
            throw new AuthException(AuthException.TOKEN_EXPIRED, "The token expired at " + expiresAt);
        }
        Date notBefore = claims.getNotBeforeTime();
        if (notBefore != null && now.isBefore(notBefore.toInstant().minus(Principal.SKEW))) {
            throw invalid("The token is not valid before " + notBefore.toInstant());
        }
        String sub = claims.getSubject();
        if (sub == null || !isSub(sub)) {
            throw invalid("The token's sub " + SUB_RULE);
        }
        String app = text(claims, APP, Principal.DEFAULT_APP);
        if (!isApp(app)) {
            throw invalid("The token's app " + APP_RULE);
        }
        String scope = text(claims, SCOPE, Scopes.ALERTS).strip();
        return new Principal(
                app,
                sub,
                scope.isEmpty() ? Set.of() : Set.copyOf(List.of(SPACES.split(scope))),
                expiresAt,
                authenticatedAt(claims),
                methods(claims));
    }

    private static Optional<Instant> authenticatedAt(JWTClaimsSet claims) throws AuthException {
        try {
            return Optional.ofNullable(claims.getDateClaim(AUTH_TIME)).map(Date::toInstant);
        } catch (ParseException noTime) {
            throw invalid("The token's " + AUTH_TIME + " is not a time");
        }
    }

    private static Set<String> methods(JWTClaimsSet claims) throws AuthException {
        try {
            List<String> methods = claims.getStringListClaim(AMR);
            if (methods == null) {
                return Set.of();
            }
            if (methods.contains(null)) {
                throw invalid("The token's " + AMR + " holds null");
            }
            return Set.copyOf(methods);
        } catch (ParseException notNames) {
            throw invalid("The token's " + AMR + " is not an array of strings");
        }
    }

    static AuthException invalid(String message) {
        return new AuthException(AuthException.INVALID_TOKEN, message);
    }

    private static String text(JWTClaimsSet claims, String name, String absent) throws AuthException {
        try {
            String text = claims.getStringClaim(name);
            return text == null ? absent : text;
        } catch (ParseException notText) {
            throw invalid("The token's " + name + " is not a string");
        }
    }
}
