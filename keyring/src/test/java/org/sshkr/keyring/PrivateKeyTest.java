package org.sshkr.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The bytes of a private key after closing, and its toString. */
class PrivateKeyTest {
  private static final byte[] SECRET = TestKeys.pair(2048).getPrivate().getEncoded();

  @Test
  void bytesAreMovedOffTheHeapAndWipedWhenTheKeyIsClosed() {
    byte[] onTheHeap = SECRET.clone();
    SecretBytes secret = SecretBytes.moveFrom(onTheHeap);
    assertThat(onTheHeap).containsOnly(0);
    assertThat(secret.length()).isEqualTo(SECRET.length);
    assertThat(secret.copyToHeap()).isEqualTo(SECRET);

    ByteBuffer memory = secret.memory();
    assertThat(memory.isDirect()).isTrue();
    assertThat(memory).isEqualTo(ByteBuffer.wrap(SECRET));
    new PrivateKey(TestKeys.publicKey(TestKeys.pair(2048)), secret).close();
    assertThat(memory).isEqualTo(ByteBuffer.wrap(new byte[SECRET.length]));
  }

  @Test
  void namesItsPublicKeyOnly() {
    try (PrivateKey key = TestKeys.privateKey(TestKeys.pair(2048))) {
      assertThat(key).hasToString("PrivateKey[" + key.publicKey().fingerprint() + "]");
    }
  }
}
