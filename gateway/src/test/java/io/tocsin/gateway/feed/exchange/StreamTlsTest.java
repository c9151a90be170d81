package io.tocsin.gateway.feed.exchange;

import static io.tocsin.gateway.feed.exchange.ExchangeFixture.trade;
import static io.tocsin.gateway.feed.exchange.ScriptedServer.sending;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslContextBuilder;
import io.tocsin.gateway.feed.FeedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is believed to be an exchange: whoever has a certificate of somebody trusted, and for this very name. */
@Timeout(60)
class StreamTlsTest {
    private static final String PASSWORD = "changeit";
    private static final String A = "AUSDT";

    private static SSLContext context;
    private static X509Certificate certificate;

    @BeforeAll
    static void makeCertificate(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "exchange",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), US_ASCII);
        assertThat(keytool.waitFor()).as(said).isZero();

        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        certificate = (X509Certificate) keys.getCertificate("exchange");
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
    }

    @Test
    void shouldTakeTradesOfAServerThatIsTrusted() throws Exception {
        try (ExchangeFixture fixture = secured()) {
            FeedException end =
                    run(fixture, "localhost", SslContextBuilder.forClient().trustManager(certificate));
            assertThat(end).hasMessageContaining("closed by the exchange");
            assertThat(fixture.ids(A)).containsExactly(1L);
        }
    }

    @Test
    void shouldNotTrustAServerOfAnotherName() throws Exception {
        try (ExchangeFixture fixture = secured()) {
            FeedException end =
                    run(fixture, "127.0.0.1", SslContextBuilder.forClient().trustManager(certificate));
            assertThat(end).hasMessageContaining("SSLHandshakeException").hasMessageContaining("127.0.0.1");
            assertThat(fixture.server.received).isEmpty();
        }
    }

    @Test
    void shouldNotTrustAServerForWhichNobodyVouches() throws Exception {
        try (ExchangeFixture fixture = secured()) {
            FeedException end = run(fixture, "localhost", SslContextBuilder.forClient());
            assertThat(end).hasMessageContaining("SSLHandshakeException").hasMessageContaining("PKIX");
            assertThat(fixture.server.received).isEmpty();
        }
    }

    private static ExchangeFixture secured() throws IOException {
        ServerSocket acceptor =
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        return new ExchangeFixture(new ScriptedServer(acceptor, sending(trade(A, 1))));
    }

    private static FeedException run(ExchangeFixture fixture, String host, SslContextBuilder trust)
            throws InterruptedException {
        URI url = URI.create("wss://" + host + ":" + fixture.server.port() + "/stream");
        return fixture.run(fixture.feed(Exchange.BINANCE, url, trust, A));
    }
}
