package org.sshkr.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sshkr.client.Keyrings;
import org.sshkr.client.Programs;
import org.sshkr.keyring.EllipticTestKeys;
import org.sshkr.keyring.TestKeys;

/** TLS with Ed25519 and ECDSA keys. JSSE itself picks the provider and the algorithm. */
@Tag("slow")
class EllipticTlsTest {
  @TempDir private Path directory;
  private Installed installed;

  @BeforeEach
  void install() {
    installed = install(new KeyringProvider(Keyrings.ofAllTypes()));
  }

  /** Installs the provider at the position under test. */
  Installed install(Provider provider) {
    return Installed.last(provider);
  }

  @AfterEach
  void remove() {
    installed.close();
  }

  private X509Certificate certificate(String type) throws Exception {
    return KeyStores.certificate(directory, EllipticTestKeys.pair(type));
  }

  private SSLContext context(String type, X509Certificate own, X509Certificate trusted)
      throws Exception {
    return TlsTest.context(
        TlsTest.keyManagers(installed.provider(), KeyStores.fingerprint(type), own, "PKIX"),
        trusted);
  }

  static Stream<Arguments> handshakes() {
    return EllipticTestKeys.TYPES.stream()
        .flatMap(type -> Stream.of(arguments("TLSv1.2", type), arguments("TLSv1.3", type)));
  }

  @ParameterizedTest
  @MethodSource("handshakes")
  void serverAndClientSign(String protocol, String type) throws Exception {
    X509Certificate own = certificate(type);
    X509Certificate other = KeyStores.certificate(directory, TestKeys.pair(3072));
    try (TlsServer server = new TlsServer(context(type, own, other), false)) {
      assertThat(server.ask(TlsTest.context(null, own), protocol)).isEqualTo("no key");
      server.await();
    }
    KeyStore serverKeys = KeyStore.getInstance("PKCS12");
    serverKeys.load(null, null);
    serverKeys.setKeyEntry(
        "server", TestKeys.pair(3072).getPrivate(), null, new X509Certificate[] {other});
    KeyManagerFactory ordinary = KeyManagerFactory.getInstance("PKIX");
    ordinary.init(serverKeys, null);
    try (TlsServer server = new TlsServer(TlsTest.context(ordinary.getKeyManagers(), own), true)) {
      assertThat(server.ask(context(type, own, other), protocol))
          .isEqualTo(TlsServer.text(EllipticTestKeys.pair(type).getPublic()));
      server.await();
    }
  }

  static Stream<Arguments> handshakesWithOpenssl() {
    return Stream.of(
        arguments("-tls1_2", "ssh-ed25519", "ed25519", "Ed25519"),
        arguments("-tls1_3", "ssh-ed25519", "ed25519", "Ed25519"),
        arguments("-tls1_2", "ecdsa-sha2-nistp256", "ecdsa_secp256r1_sha256", "ECDSA"),
        arguments("-tls1_3", "ecdsa-sha2-nistp256", "ecdsa_secp256r1_sha256", "ECDSA"),
        arguments("-tls1_3", "ecdsa-sha2-nistp384", "ecdsa_secp384r1_sha384", "ECDSA"),
        arguments("-tls1_3", "ecdsa-sha2-nistp521", "ecdsa_secp521r1_sha512", "ECDSA"));
  }

  /** OpenSSL asks for one algorithm, and verifies it. */
  @ParameterizedTest
  @MethodSource("handshakesWithOpenssl")
  void opensslAcceptsTheSignature(String version, String type, String scheme, String shown)
      throws Exception {
    X509Certificate own = certificate(type);
    Path file = directory.resolve("certificate.pem");
    SSLContext context =
        TlsTest.context(
            TlsTest.keyManagers(installed.provider(), KeyStores.fingerprint(type), own, "SunX509"),
            own);
    try (TlsServer server = new TlsServer(context, false)) {
      String output =
          Programs.run(
              Map.of(),
              List.of(
                  "openssl",
                  "s_client",
                  "-connect",
                  "127.0.0.1:" + server.port(),
                  version,
                  "-sigalgs",
                  scheme,
                  "-CAfile",
                  file.toString(),
                  "-verify_return_error",
                  "-ign_eof"));
      assertThat(output)
          .containsPattern("Peer signature type: (" + shown + "|" + scheme + ")\n") // OpenSSL 3.5
          .contains("Verify return code: 0 (ok)", "no key");
      server.await();
    }
  }
}
