package org.sshkr.jca;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.Provider;
import java.security.UnrecoverableEntryException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.client.Keyrings;
import org.sshkr.keyring.EllipticTestKeys;
import org.sshkr.keyring.InMemoryKeyring;
import org.sshkr.keyring.TestKeys;

/** The keyring as a key store. */
class KeyringKeyStoreTest {
  private static final String ALIAS = KeyStores.fingerprint(2048);

  private final InMemoryKeyring keyring = Keyrings.of(2048, 3072);
  private final KeyringProvider provider = new KeyringProvider(keyring);

  @TempDir private Path directory;

  private X509Certificate certificate() throws Exception {
    return KeyStores.certificate(directory, TestKeys.pair(2048));
  }

  @Test
  void listsTheKeyringByFingerprint() throws Exception {
    KeyStore store = KeyStores.load(provider);
    assertThat(Collections.list(store.aliases()))
        .containsExactly(ALIAS, KeyStores.fingerprint(3072));
    assertThat(store.size()).isEqualTo(2);
    assertThat(store.containsAlias(ALIAS)).isTrue();
    assertThat(store.isKeyEntry(ALIAS)).isTrue();
    assertThat(store.isCertificateEntry(ALIAS)).isFalse();
    assertThat(store.entryInstanceOf(ALIAS, KeyStore.PrivateKeyEntry.class)).isTrue();
    assertThat(store.entryInstanceOf(ALIAS, KeyStore.SecretKeyEntry.class)).isFalse();
    assertThat(store.entryInstanceOf(ALIAS, KeyStore.TrustedCertificateEntry.class)).isFalse();
    assertThat(store.entryInstanceOf("another", KeyStore.PrivateKeyEntry.class)).isFalse();
    assertThat(store.getKey(ALIAS, null)).isInstanceOf(KeyringPrivateKey.class);
    assertThat(store.getCreationDate(ALIAS)).isNotNull();
    assertThat(store.getKey("another", null)).isNull();
    assertThat(store.getEntry("another", null)).isNull();
    assertThat(store.getCreationDate("another")).isNull();
  }

  @Test
  void listsAnewWhenLoadedAgain() throws Exception {
    KeyStore store = KeyStores.load(provider);
    keyring.remove(TestKeys.publicKey(TestKeys.pair(2048)));
    store.load(null, null);
    assertThat(Collections.list(store.aliases())).containsExactly(KeyStores.fingerprint(3072));
  }

  @Test
  void keyHasNoCertificateOfItself() throws Exception {
    KeyStore store = KeyStores.load(provider);
    assertThat(store.getCertificate(ALIAS)).isNull();
    assertThat(store.getCertificateChain(ALIAS)).isNull();
    assertThat(store.getCertificateAlias(certificate())).isNull();
    assertThatThrownBy(() -> store.getEntry(ALIAS, null))
        .isInstanceOf(UnrecoverableEntryException.class)
        .hasMessage("the key " + ALIAS + " has no certificate; attach one with setKeyEntry");
  }

  @Test
  void chainIsAttachedInMemory() throws Exception {
    KeyStore store = KeyStores.load(provider);
    Certificate[] chain = {certificate()};
    store.setKeyEntry(ALIAS, store.getKey(ALIAS, null), null, chain);
    store.setKeyEntry("server", store.getKey(ALIAS, null), null, chain);
    for (String alias : new String[] {ALIAS, "server"}) {
      assertThat(store.getCertificateChain(alias)).containsExactly(chain);
      assertThat(store.getCertificate(alias)).isEqualTo(chain[0]);
      KeyStore.PrivateKeyEntry entry = (KeyStore.PrivateKeyEntry) store.getEntry(alias, null);
      assertThat(entry.getPrivateKey()).isEqualTo(store.getKey(ALIAS, null));
      assertThat(entry.getCertificate()).isEqualTo(chain[0]);
    }
    assertThat(store.getCertificateAlias(chain[0])).isEqualTo(ALIAS);
    store.load(null, null);
    assertThat(store.getCertificateChain(ALIAS)).isNull();
    assertThat(store.containsAlias("server")).isFalse();
  }

  @Test
  void refusesCertificatesOfAnotherKey() throws Exception {
    KeyStore store = KeyStores.load(provider);
    String other = KeyStores.fingerprint(3072);
    Certificate[] chain = {certificate()};
    assertThatThrownBy(() -> store.setKeyEntry(other, store.getKey(other, null), null, chain))
        .isInstanceOf(KeyStoreException.class)
        .hasMessage("the first certificate is not one of the key " + other);
  }

  @Test
  void refusesToHoldOrStoreOrDeleteAnythingElse() throws Exception {
    KeyStore store = KeyStores.load(provider);
    Certificate[] chain = {certificate()};
    assertThatThrownBy(() -> store.setKeyEntry("x", TestKeys.pair(2048).getPrivate(), null, chain))
        .isInstanceOf(KeyStoreException.class)
        .hasMessageContaining("ssh-add-kr");
    assertThatThrownBy(() -> store.setKeyEntry("x", new byte[1], chain))
        .isInstanceOf(KeyStoreException.class);
    assertThatThrownBy(() -> store.setCertificateEntry("x", chain[0]))
        .isInstanceOf(KeyStoreException.class);
    assertThatThrownBy(() -> store.deleteEntry(ALIAS))
        .isInstanceOf(KeyStoreException.class)
        .hasMessageContaining("ssh-add-kr -d");
    assertThatThrownBy(() -> store.store(new ByteArrayOutputStream(), null))
        .isInstanceOf(IOException.class);
  }

  private static ByteArrayInputStream pem(Certificate... certificates) throws Exception {
    StringBuilder text = new StringBuilder();
    for (Certificate certificate : certificates) {
      text.append("-----BEGIN CERTIFICATE-----\n")
          .append(Base64.getMimeEncoder().encodeToString(certificate.getEncoded()))
          .append("\n-----END CERTIFICATE-----\n");
    }
    return new ByteArrayInputStream(text.toString().getBytes(US_ASCII));
  }

  /** Servers and keytool name a key store like this: by a file and a type. */
  @Test
  void isLoadedFromAFileOfCertificateChains() throws Exception {
    X509Certificate own = certificate();
    X509Certificate authority = KeyStores.certificate(directory, TestKeys.otherPair(2048));
    X509Certificate second = KeyStores.certificate(directory, TestKeys.pair(3072));
    KeyStore store = KeyStore.getInstance(KeyringProvider.KEY_STORE, provider);
    store.load(pem(own, authority), "ignored".toCharArray());
    assertThat(Collections.list(store.aliases())).containsExactly(ALIAS);
    assertThat(store.getCertificateChain(ALIAS)).containsExactly(own, authority);
    assertThat(store.getEntry(ALIAS, null)).isInstanceOf(KeyStore.PrivateKeyEntry.class);
    store.load(pem(second, authority, own), null);
    assertThat(Collections.list(store.aliases()))
        .containsExactly(KeyStores.fingerprint(3072), ALIAS);
    assertThat(store.getCertificateChain(KeyStores.fingerprint(3072)))
        .containsExactly(second, authority);
    assertThat(store.getCertificateChain(ALIAS)).containsExactly(own);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ssh-ed25519",
        "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp384",
        "ecdsa-sha2-nistp521"
      })
  void keyOfTheSignerIsListedAndGetsItsCertificate(String type) throws Exception {
    Provider all = new KeyringProvider(Keyrings.ofAllTypes());
    String alias = KeyStores.fingerprint(type);
    KeyStore listed = KeyStores.load(all);
    assertThat(listed.size()).isEqualTo(5);
    KeyringPrivateKey key = (KeyringPrivateKey) listed.getKey(alias, null);
    assertThat(key.getPublicKey()).isEqualTo(EllipticTestKeys.pair(type).getPublic());
    assertThat(key.getAlgorithm())
        .isEqualTo(EllipticTestKeys.pair(type).getPublic().getAlgorithm());
    X509Certificate own = KeyStores.certificate(directory, EllipticTestKeys.pair(type));
    listed.setKeyEntry(alias, key, null, new Certificate[] {own});
    assertThat(listed.getCertificateAlias(own)).isEqualTo(alias);
    assertThatThrownBy(
            () -> listed.setKeyEntry(alias, key, null, new Certificate[] {certificate()}))
        .isInstanceOf(KeyStoreException.class);
    KeyStore ofFile = KeyStore.getInstance(KeyringProvider.KEY_STORE, all);
    ofFile.load(pem(own), null);
    assertThat(Collections.list(ofFile.aliases())).containsExactly(alias);
    assertThat(ofFile.getCertificateChain(alias)).containsExactly(own);
  }

  @Test
  void saysWhatIsWrongWithTheFile() throws Exception {
    KeyStore store = KeyStore.getInstance(KeyringProvider.KEY_STORE, provider);
    X509Certificate authority = KeyStores.certificate(directory, TestKeys.otherPair(2048));
    assertThatThrownBy(() -> store.load(pem(authority), null))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the keyring does not hold the key of the first certificate; add it with ssh-add-kr");
    assertThatThrownBy(() -> store.load(pem(), null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no certificate in the file");
    assertThatThrownBy(() -> store.load(new ByteArrayInputStream(new byte[] {'x', 'y'}), null))
        .isInstanceOf(IOException.class);
  }
}
