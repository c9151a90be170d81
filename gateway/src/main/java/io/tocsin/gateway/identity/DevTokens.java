package io.tocsin.gateway.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Set;

/** Tokens of auth mode {@code dev}: HS256 with a key that this node made at its first start. Any thread. */
public final class DevTokens implements Identity {
    public static final Duration DEFAULT_LIFETIME = Duration.ofHours(24);
    public static final String SUB_RULE = Claims.SUB_RULE;
    public static final String APP_RULE = Claims.APP_RULE;

    private static final int MAX_TOKEN_LENGTH = 8192;

    private final MACSigner signer;
    private final MACVerifier verifier;
    private final Clock clock;

    /** A token and when it ends. */
    public record Issued(String token, Instant expiresAt) {}

    private DevTokens(MACSigner signer, MACVerifier verifier, Clock clock) {
        this.signer = signer;
        this.verifier = verifier;
        this.clock = clock;
    }

    /**
     * Reads the key from {@code dev-token.key}, which is made first when it is not there.
     *
     * @throws IOException when the file can be neither read nor made, or holds no key; the message names it.
     */
    public static DevTokens open(Path dataDir, Clock clock) throws IOException {
        byte[] key = DevKey.readOrCreate(dataDir.resolve("dev-token.key"));
        try {
            return new DevTokens(new MACSigner(key), new MACVerifier(key), clock);
        } catch (JOSEException impossible) {
            throw new IllegalStateException("a key of 256 bits is refused", impossible);
        }
    }

    /** Whether a token can name this user; {@link #SUB_RULE} says what can. */
    public static boolean isSub(String sub) {
        return Claims.isSub(sub);
    }

    /** Whether a token can name this tenant; {@link #APP_RULE} says what can. */
    public static boolean isApp(String app) {
        return Claims.isApp(app);
    }

    /**
     * Signs a token.
     *
     * @throws IllegalArgumentException when no token can name the user or the tenant.
     */
    public Issued issue(String sub, String app, Set<String> scopes, Duration lifetime) {
        if (!isSub(sub) || !isApp(app)) {
            throw new IllegalArgumentException("sub " + SUB_RULE + "; app " + APP_RULE);
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant expiresAt = now.plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
        SignedJWT token = new SignedJWT(
                new JWSHeader(JWSAlgorithm.HS256),
                new JWTClaimsSet.Builder()
                        .subject(sub)
                        .claim(Claims.APP, app)
                        .claim(
                                Claims.SCOPE,
                                String.join(" ", scopes.stream().sorted().toList()))
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(expiresAt))
                        .build());
        try {
            token.sign(signer);
        } catch (JOSEException impossible) {
            throw new IllegalStateException("HS256 is refused", impossible);
        }
        return new Issued(token.serialize(), expiresAt);
    }

    @Override
    public Principal verify(String token, Requirement requirement) throws AuthException {
        if (token.length() > MAX_TOKEN_LENGTH) {
            throw Claims.invalid("The token is longer than " + MAX_TOKEN_LENGTH + " characters");
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm())) {
                throw Claims.invalid("The token is not signed with HS256");
            }
            if (!jwt.verify(verifier)) {
                throw Claims.invalid("The token's signature does not hold");
            }
            Principal principal = Claims.principal(jwt.getJWTClaimsSet(), clock.instant());
            requirement.check(principal);
            return principal;
        } catch (ParseException | JOSEException malformed) {
            throw Claims.invalid("The token is not a JWT as this node issues them");
        }
    }
}
