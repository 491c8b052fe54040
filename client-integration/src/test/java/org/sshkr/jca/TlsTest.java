package org.sshkr.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.Provider;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.client.Keyrings;
import org.sshkr.client.Programs;
import org.sshkr.keyring.InMemoryKeyring;
import org.sshkr.keyring.TestKeys;

/** TLS servers and clients whose key is in a keyring. No other provider could sign with it. */
@Tag("slow")
class TlsTest {
  private static final KeyPair PAIR = TestKeys.pair(2048);

  private final InMemoryKeyring keyring = Keyrings.of(2048);

  @TempDir private Path directory;
  private Installed installed;
  private X509Certificate certificate;

  @BeforeEach
  void install() throws Exception {
    installed = install(new KeyringProvider(keyring));
    certificate = KeyStores.certificate(directory, PAIR);
  }

  /** Installs the provider at the position under test. */
  Installed install(Provider provider) {
    return Installed.last(provider);
  }

  @AfterEach
  void remove() {
    installed.close();
  }

  private KeyManager[] keyManagers(String algorithm) throws Exception {
    return keyManagers(installed.provider(), KeyStores.fingerprint(2048), certificate, algorithm);
  }

  /** Key managers with one key of the keyring. */
  static KeyManager[] keyManagers(
      Provider provider, String alias, X509Certificate certificate, String algorithm)
      throws Exception {
    KeyStore keys = KeyStores.load(provider);
    keys.setKeyEntry(alias, keys.getKey(alias, null), null, new X509Certificate[] {certificate});
    KeyManagerFactory managers = KeyManagerFactory.getInstance(algorithm);
    managers.init(keys, null);
    return managers.getKeyManagers();
  }

  /** A context that trusts one certificate. */
  static SSLContext context(KeyManager[] keys, X509Certificate trusted) throws Exception {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("trusted", trusted);
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(trust);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, managers.getTrustManagers(), null);
    return context;
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2, SunX509", "TLSv1.3, SunX509", "TLSv1.2, PKIX", "TLSv1.3, PKIX"})
  void serverSigns(String protocol, String algorithm) throws Exception {
    SSLContext keyOnly = SSLContext.getInstance("TLS");
    keyOnly.init(keyManagers(algorithm), null, null);
    try (TlsServer server = new TlsServer(keyOnly, false)) {
      assertThat(server.ask(context(null, certificate), protocol)).isEqualTo("no key");
      server.await();
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2, SunX509", "TLSv1.3, SunX509", "TLSv1.2, PKIX", "TLSv1.3, PKIX"})
  void clientSigns(String protocol, String algorithm) throws Exception {
    KeyPair serverPair = TestKeys.pair(3072);
    X509Certificate serverCertificate = KeyStores.certificate(directory, serverPair);
    KeyStore serverKeys = KeyStore.getInstance("PKCS12");
    serverKeys.load(null, null);
    serverKeys.setKeyEntry(
        "server", serverPair.getPrivate(), null, new X509Certificate[] {serverCertificate});
    KeyManagerFactory ordinary = KeyManagerFactory.getInstance("SunX509");
    ordinary.init(serverKeys, null);
    try (TlsServer server = new TlsServer(context(ordinary.getKeyManagers(), certificate), true)) {
      assertThat(server.ask(context(keyManagers(algorithm), serverCertificate), protocol))
          .isEqualTo(TlsServer.text(PAIR.getPublic()));
      server.await();
    }
  }

  /**
   * OpenSSL asks for one algorithm at a time, and verifies it. SunX509, since PKIX would not offer
   * the certificate, which is itself signed with another one.
   */
  @ParameterizedTest
  @CsvSource({
    "-tls1_2, rsa_pkcs1_sha256, RSA, SHA256",
    "-tls1_2, rsa_pkcs1_sha384, RSA, SHA384",
    "-tls1_2, rsa_pkcs1_sha512, RSA, SHA512",
    "-tls1_2, rsa_pss_rsae_sha256, RSA-PSS, SHA256",
    "-tls1_3, rsa_pss_rsae_sha256, RSA-PSS, SHA256",
    "-tls1_3, rsa_pss_rsae_sha384, RSA-PSS, SHA384",
    "-tls1_3, rsa_pss_rsae_sha512, RSA-PSS, SHA512",
  })
  void opensslAcceptsTheSignature(String version, String scheme, String type, String hash)
      throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keyManagers("SunX509"), null, null);
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
                  directory.resolve("certificate.pem").toString(),
                  "-verify_return_error",
                  "-ign_eof"));
      assertThat(output)
          .containsPattern("Peer signature type: (" + type + "|" + scheme + ")\n") // OpenSSL 3.5
          .contains("Peer signing digest: " + hash + "\n")
          .contains("Verify return code: 0 (ok)", "no key");
      server.await();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void handshakeFailsWithTheReasonOnceTheKeyIsGone(String protocol) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keyManagers("PKIX"), null, null);
    keyring.remove(TestKeys.publicKey(PAIR));
    try (TlsServer server = new TlsServer(context, false)) {
      SSLContext client = context(null, certificate);
      assertThatThrownBy(() -> server.ask(client, protocol)).isInstanceOf(SSLException.class);
      assertThatThrownBy(server::await)
          .rootCause()
          .hasMessageContaining(KeyStores.fingerprint(2048) + " is not in the keyring");
      assertThatThrownBy(server::await).hasStackTraceContaining(SignatureException.class.getName());
    }
  }

  @Test
  void keyWithoutACertificateIsNoServers() throws Exception {
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(KeyStores.load(installed.provider()), null);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    try (TlsServer server = new TlsServer(context, false)) {
      SSLContext client = context(null, certificate);
      assertThatThrownBy(() -> server.ask(client, "TLSv1.3"))
          .isInstanceOf(SSLHandshakeException.class);
    }
  }
}
