package org.sshkr.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import org.junit.jupiter.api.Test;
import org.sshkr.client.Keyrings;
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
    assertThat(key.getModulus()).isEqualTo(expected.getModulus());
    assertThat(key.getPublicKey()).isEqualTo(expected);
    assertThat(key.getFormat()).isNull();
    assertThat(key.getEncoded()).isNull();
    assertThat(key).hasToString(KeyStores.fingerprint(2048));
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
