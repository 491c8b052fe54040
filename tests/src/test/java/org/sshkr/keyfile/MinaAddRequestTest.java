package org.sshkr.keyfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.keyring.TestKeys;

/** The request that Apache MINA SSHD's agent client sends, by its own encoder. */
class MinaAddRequestTest {
  private static final byte ADD_IDENTITY = 17;

  @ParameterizedTest
  @ValueSource(ints = {2048, 4096})
  void minaEncodesAKeyThatIsRead(int bits) throws Exception {
    KeyPair pair = TestKeys.pair(bits);
    ByteArrayBuffer buffer = new ByteArrayBuffer();
    buffer.putByte(ADD_IDENTITY);
    buffer.putKeyPair(pair);
    buffer.putString("by MINA");
    try (AddRequest request = AddRequest.decode(buffer.getCompactData())) {
      assertThat(request.key().comment()).isEqualTo("by MINA");
      byte[] loaded = request.key().key().secret().copyToHeap();
      assertThat(TestKeys.ofPkcs8(loaded).getPrivate()).isEqualTo(pair.getPrivate());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 384, 521})
  void minaEncodesAnEcdsaKeyThatIsRead(int bits) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(bits);
    KeyPair pair = generator.generateKeyPair();
    ByteArrayBuffer buffer = new ByteArrayBuffer();
    buffer.putByte(ADD_IDENTITY);
    buffer.putKeyPair(pair);
    buffer.putString("by MINA");
    try (AddRequest request = AddRequest.decode(buffer.getCompactData())) {
      assertThat(request.key().key().publicKey().bits()).isEqualTo(bits);
      byte[] loaded = request.key().key().secret().copyToHeap();
      assertThat(new BigInteger(1, loaded)).isEqualTo(((ECPrivateKey) pair.getPrivate()).getS());
    }
  }
}
