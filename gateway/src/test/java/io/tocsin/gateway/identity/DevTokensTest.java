package io.tocsin.gateway.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevTokensTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @TempDir
    private Path dataDir;

    private DevTokens tokens;

    @BeforeEach
    void open() throws IOException {
        tokens = openAt(NOW);
    }

    @Test
    void shouldIssueWhatItAccepts() throws AuthException {
        DevTokens.Issued issued = tokens.issue("alice", "shop", Set.of("alerts", "ticks:write"), Duration.ofHours(1));
        Principal principal = tokens.verify(issued.token(), Requirement.ANY_USER);

        assertThat(issued.expiresAt()).isEqualTo(NOW.plusSeconds(3600));
        assertThat(principal)
                .isEqualTo(new Principal(
                        "shop",
                        "alice",
                        Set.of("alerts", "ticks:write"),
                        issued.expiresAt(),
                        Optional.empty(),
                        Set.of()));
        assertThat(principal.owner()).isEqualTo("shop\nalice");
    }

    @Test
    void shouldKeepItsKeyForItselfAndOverRestarts() throws Exception {
        String token = issue("alice").token();
        Path file = dataDir.resolve("dev-token.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(dataDir).isDirectoryNotContaining("glob:**.new");
        assertThat(openAt(NOW).verify(token, Requirement.ANY_USER).sub()).isEqualTo("alice");
    }

    @Test
    void shouldNameAFileThatHoldsNoKey() throws IOException {
        Path file = dataDir.resolve("dev-token.key");
        Files.writeString(file, "abc");
        assertThatThrownBy(() -> openAt(NOW)).isInstanceOf(IOException.class).hasMessageContaining(file.toString());
    }

    @Test
    void shouldTolerateASkewOfAMinute() throws Exception {
        String token = tokens.issue("alice", "default", Set.of("alerts"), Duration.ofMinutes(5))
                .token();
        assertThat(openAt(NOW.plusSeconds(360))
                        .verify(token, Requirement.ANY_USER)
                        .sub())
                .isEqualTo("alice");
        DevTokens later = openAt(NOW.plusSeconds(361));
        assertThat(codeOf(later, token)).isEqualTo(AuthException.TOKEN_EXPIRED);
    }

    @Test
    void shouldDefaultTenantAndScope() throws Exception {
        Principal principal = tokens.verify(sign(claims().build()), Requirement.ANY_USER);
        assertThat(principal.app()).isEqualTo("default");
        assertThat(principal.scopes()).containsExactly("alerts");
    }

    @Test
    void shouldAllowNothingWithAnEmptyScope() throws Exception {
        assertThat(tokens.verify(sign(claims().claim("scope", "").build()), Requirement.ANY_USER)
                        .scopes())
                .isEmpty();
    }

    @Test
    void shouldSayWhenAndHowTheUserProvedToBeTheUser() throws Exception {
        JWTClaimsSet claims = claims().claim("auth_time", NOW.minusSeconds(30).getEpochSecond())
                .claim("amr", List.of("pwd", "mfa"))
                .build();
        Principal principal = tokens.verify(sign(claims), Requirement.ANY_USER);
        assertThat(principal.authenticatedAt()).hasValue(NOW.minusSeconds(30));
        assertThat(principal.methods()).containsExactlyInAnyOrder("pwd", "mfa");
        Principal silent = tokens.verify(sign(claims().build()), Requirement.ANY_USER);
        assertThat(silent.authenticatedAt()).isEmpty();
        assertThat(silent.methods()).isEmpty();
    }

    @Test
    void shouldForbidWhatTheScopesDoNotAllow() throws Exception {
        String token = sign(claims().claim("scope", "alerts ticks:write").build());
        assertThat(tokens.verify(token, Requirement.scope("ticks:write")).sub()).isEqualTo("alice");
        assertThat(catchThrowableOfType(AuthException.class, () -> tokens.verify(token, Requirement.scope("admin")))
                        .code())
                .isEqualTo(AuthException.FORBIDDEN);
    }

    @Test
    void shouldRefuseClaimsThatAreMissingOrWrong() throws Exception {
        assertInvalid(sign(claims().expirationTime(null).build()));
        assertInvalid(sign(claims().subject(null).build()));
        assertInvalid(sign(claims().subject(" ").build()));
        assertInvalid(sign(claims().subject("a\nb").build()));
        assertInvalid(sign(claims().subject("a".repeat(256)).build()));
        assertInvalid(sign(claims().claim("app", "a\nb").build()));
        assertInvalid(sign(claims().claim("app", 7).build()));
        assertInvalid(sign(claims().claim("scope", 7).build()));
        assertInvalid(sign(claims().claim("exp", "soon").build()));
        assertInvalid(sign(claims().claim("auth_time", "once").build()));
        assertInvalid(sign(claims().claim("amr", "mfa").build()));
        assertInvalid(sign(claims().claim("amr", Arrays.asList("mfa", null)).build()));
        assertInvalid(
                sign(claims().notBeforeTime(Date.from(NOW.plusSeconds(120))).build()));
    }

    @Test
    void shouldRefuseOtherSignatures() throws Exception {
        assertInvalid(new PlainJWT(claims().build()).serialize());
        assertInvalid(sign(claims().build(), JWSAlgorithm.HS512, new byte[64]));
        assertInvalid(sign(claims().build(), JWSAlgorithm.HS256, new byte[32]));
        String token = issue("alice").token();
        assertInvalid(token.substring(0, token.lastIndexOf('.') + 1));
        assertInvalid(token.replaceFirst("\\..*\\.", "." + "e30" + "."));
    }

    @Test
    void shouldRefuseWhatIsNoToken() {
        assertInvalid("");
        assertInvalid("a.b.c");
        assertInvalid("x".repeat(100_000));
    }

    private DevTokens openAt(Instant now) throws IOException {
        return DevTokens.open(dataDir, Clock.fixed(now, ZoneOffset.UTC));
    }

    private DevTokens.Issued issue(String sub) {
        return tokens.issue(sub, Principal.DEFAULT_APP, Set.of("alerts"), DevTokens.DEFAULT_LIFETIME);
    }

    private void assertInvalid(String token) {
        assertThat(codeOf(tokens, token)).isEqualTo(AuthException.INVALID_TOKEN);
    }

    private static String codeOf(DevTokens tokens, String token) {
        return catchThrowableOfType(AuthException.class, () -> tokens.verify(token, Requirement.ANY_USER))
                .code();
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder().subject("alice").expirationTime(Date.from(NOW.plusSeconds(60)));
    }

    private String sign(JWTClaimsSet claims) throws IOException, JOSEException {
        String key =
                Files.readString(dataDir.resolve("dev-token.key"), US_ASCII).strip();
        return sign(claims, JWSAlgorithm.HS256, HexFormat.of().parseHex(key));
    }

    private static String sign(JWTClaimsSet claims, JWSAlgorithm algorithm, byte[] key) throws JOSEException {
        SignedJWT token = new SignedJWT(new JWSHeader(algorithm), claims);
        token.sign(new MACSigner(key));
        return token.serialize();
    }
}
