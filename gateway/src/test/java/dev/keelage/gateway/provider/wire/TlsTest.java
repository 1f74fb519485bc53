package dev.keelage.gateway.provider.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelage.gateway.provider.wire.Loop.Reply;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whom the gateway believes to be a vendor. */
@Timeout(60)
class TlsTest {
  private static final char[] PASSWORD = "not-a-secret".toCharArray();
  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

  private static KeyStore identity;

  @BeforeAll
  static void makeCertificate(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("vendor.p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-keyalg",
                    "EC",
                    "-alias",
                    "vendor",
                    "-dname",
                    "CN=vendor",
                    "-ext",
                    "san=dns:localhost",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    file.toString(),
                    "-storepass",
                    new String(PASSWORD)))
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    identity = KeyStore.getInstance("PKCS12");
    try (InputStream stored = Files.newInputStream(file)) {
      identity.load(stored, PASSWORD);
    }
  }

  @Test
  void aVendorWithATrustedCertificateOfItsNameIsHeard() throws Exception {
    try (Loop loop = new Loop(4, trusting());
        RawVendor vendor = vendor()) {
      String large = "0123456789abcdef".repeat(100_000);
      Origin origin = new Origin("localhost", vendor.origin().port(), true);
      for (int i = 0; i < 3; i++) {
        assertThat(loop.ask(origin, large)).isEqualTo(new Reply(200, "ok"));
      }
      assertThat(vendor.connections()).isEqualTo(1);
    }
  }

  @Test
  void aVendorOfAnotherNameIsNotHeard() throws Exception {
    try (Loop loop = new Loop(4, trusting());
        RawVendor vendor = vendor()) {
      Origin origin = new Origin("127.0.0.1", vendor.origin().port(), true);
      assertThat(loop.failure(origin)).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void aVendorThatNobodyVouchesForIsNotHeard() throws Exception {
    try (Loop loop = new Loop();
        RawVendor vendor = vendor()) {
      Origin origin = new Origin("localhost", vendor.origin().port(), true);
      assertThat(loop.failure(origin)).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void aVendorWithoutTlsIsNotHeard() throws Exception {
    try (Loop loop = new Loop(4, trusting());
        RawVendor vendor =
            RawVendor.start(
                visit -> {
                  visit.say("HTTP/1.1 400 Bad Request\r\n\r\nno TLS here");
                  visit.awaitClose();
                })) {
      Origin origin = new Origin("localhost", vendor.origin().port(), true);
      assertThat(loop.failure(origin)).isInstanceOf(SSLException.class);
    }
  }

  private static Tls trusting() throws GeneralSecurityException {
    X509Certificate certificate = (X509Certificate) identity.getCertificate("vendor");
    return () ->
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .trustManager(certificate)
            .build();
  }

  private static RawVendor vendor() throws GeneralSecurityException, IOException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(identity, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    ServerSocketFactory sockets = context.getServerSocketFactory();
    return RawVendor.start(
        sockets,
        visit -> {
          while (visit.request()) {
            visit.say(OK);
          }
        });
  }
}
