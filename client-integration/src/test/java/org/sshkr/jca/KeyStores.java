package org.sshkr.jca;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.sshkr.client.Pem;
import org.sshkr.client.Programs;
import org.sshkr.keyring.EllipticTestKeys;
import org.sshkr.keyring.TestKeys;

/** The provider's key store, its keys, and certificates for them. */
final class KeyStores {
  private KeyStores() {}

  static KeyStore load(Provider provider) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyringProvider.KEY_STORE, provider);
    store.load(null, null);
    return store;
  }

  /** The opaque key for the test key of this size. */
  static KeyringPrivateKey key(Provider provider, int bits)
      throws GeneralSecurityException, IOException {
    return (KeyringPrivateKey) load(provider).getKey(fingerprint(bits), null);
  }

  /** The opaque key for the test key of this type. */
  static KeyringPrivateKey key(Provider provider, String type)
      throws GeneralSecurityException, IOException {
    return (KeyringPrivateKey) load(provider).getKey(fingerprint(type), null);
  }

  static String fingerprint(String type) {
    return EllipticTestKeys.publicKey(type).fingerprint();
  }

  static String fingerprint(int bits) {
    return TestKeys.publicKey(TestKeys.pair(bits)).fingerprint();
  }

  /** Makes a self-signed certificate for the name {@code localhost}, with openssl. */
  static X509Certificate certificate(Path directory, KeyPair pair)
      throws GeneralSecurityException, IOException {
    Path key = directory.resolve("key.pem");
    Path certificate = directory.resolve("certificate.pem");
    Files.writeString(key, Pem.of(pair.getPrivate()), US_ASCII);
    Programs.run(
        Map.of(),
        List.of(
            "openssl",
            "req",
            "-x509",
            "-key",
            key.toString(),
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
            "-days",
            "2",
            "-out",
            certificate.toString()));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(Files.newInputStream(certificate));
  }
}
