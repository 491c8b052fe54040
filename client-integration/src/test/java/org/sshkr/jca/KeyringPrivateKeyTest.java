package org.sshkr.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.NamedParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.client.Keyrings;
import org.sshkr.keyring.EllipticTestKeys;
import org.sshkr.keyring.TestKeys;

/** The parts of a key that Java code can and can't see. */
class KeyringPrivateKeyTest {
  private final KeyringProvider provider = new KeyringProvider(Keyrings.of(2048, 3072));

  @Test
  void isOpaque() throws Exception {
    KeyringPrivateKey key = KeyStores.key(provider, 2048);
    RSAPublicKey expected = (RSAPublicKey) TestKeys.pair(2048).getPublic();
    assertThat(key).isNotInstanceOf(RSAPrivateKey.class);
    assertThat(key.getAlgorithm()).isEqualTo("RSA");
    assertThat(((RSAKey) key).getModulus()).isEqualTo(expected.getModulus());
    assertThat(key.getPublicKey()).isEqualTo(expected);
    assertThat(key.getFormat()).isNull();
    assertThat(key.getEncoded()).isNull();
    assertThat(key).hasToString(KeyStores.fingerprint(2048));
  }

  /** So the JDK's providers leave them alone, and TLS sees their curves. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ssh-ed25519",
        "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp384",
        "ecdsa-sha2-nistp521"
      })
  void keyOfTheSignerIsOpaque(String type) throws Exception {
    KeyringPrivateKey key = KeyStores.key(new KeyringProvider(Keyrings.ofAllTypes()), type);
    assertThat(key)
        .isNotInstanceOf(ECPrivateKey.class)
        .isNotInstanceOf(EdECPrivateKey.class)
        .hasToString(KeyStores.fingerprint(type));
    if (key instanceof ECKey ec) {
      ECPublicKey expected = (ECPublicKey) EllipticTestKeys.pair(type).getPublic();
      assertThat(key.getAlgorithm()).isEqualTo("EC");
      assertThat(ec.getParams().getOrder()).isEqualTo(expected.getParams().getOrder());
    } else {
      assertThat(key.getAlgorithm()).isEqualTo("EdDSA");
      assertThat(((EdECKey) key).getParams()).isEqualTo(NamedParameterSpec.ED25519);
    }
    assertThat(key.getPublicKey()).isEqualTo(EllipticTestKeys.pair(type).getPublic());
    assertThat(key.getFormat()).isNull();
    assertThat(key.getEncoded()).isNull();
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      assertThatThrownBy(() -> out.writeObject(key)).isInstanceOf(NotSerializableException.class);
    }
  }

  @Test
  void isNotSerializable() throws Exception {
    KeyringPrivateKey key = KeyStores.key(provider, 2048);
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      assertThatThrownBy(() -> out.writeObject(key)).isInstanceOf(NotSerializableException.class);
    }
  }

  @Test
  void isEqualToTheSameKeyOfTheSameKeyringOnly() throws Exception {
    KeyringPrivateKey key = KeyStores.key(provider, 2048);
    assertThat(key)
        .isEqualTo(KeyStores.key(provider, 2048))
        .hasSameHashCodeAs(KeyStores.key(provider, 2048))
        .isNotEqualTo(KeyStores.key(provider, 3072))
        .isNotEqualTo(KeyStores.key(new KeyringProvider(Keyrings.of(2048)), 2048));
  }
}
