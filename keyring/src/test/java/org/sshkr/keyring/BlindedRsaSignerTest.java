package org.sshkr.keyring;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sshkr.ssh.key.RsaPublicKey;

class BlindedRsaSignerTest {
  private static final KeyPair PAIR = TestKeys.pair(2048);
  private static final RSAPrivateCrtKey PRIVATE = (RSAPrivateCrtKey) PAIR.getPrivate();
  private static final RsaPublicKey PUBLIC = TestKeys.publicKey(PAIR);
  private static final byte[] DATA = "data".getBytes(US_ASCII);

  private static byte[] raise(byte[] block) {
    return TestKeys.raisePrivate(PRIVATE, block);
  }

  private static BlindedRsaSigner signer(UnaryOperator<byte[]> privateOperation) {
    return new BlindedRsaSigner(
        PUBLIC, privateOperation, block -> KernelRsa.raise(PUBLIC, block), new SecureRandom());
  }

  @ParameterizedTest
  @EnumSource
  void blindedSignatureIsThePlainOne(SignatureAlgorithm algorithm) throws Exception {
    Signature plain = Signature.getInstance(TestKeys.jcaName(algorithm));
    plain.initSign(PRIVATE);
    plain.update(DATA);
    BlindedRsaSigner signer = signer(BlindedRsaSignerTest::raise);
    byte[] expected = plain.sign();
    for (int i = 0; i < 70; i++) { // past two new pairs
      assertThat(signer.sign(algorithm, algorithm.hash().digest(DATA))).isEqualTo(expected);
    }
  }

  @Test
  void theOperationNeverSeesTheMessageNorTheSameBlockTwice() {
    Set<BigInteger> seen = new HashSet<>();
    byte[] digest = HashAlgorithm.SHA256.digest(DATA);
    seen.add(new BigInteger(1, SignatureAlgorithm.RSA_SHA2_256.encode(digest, PUBLIC.bits())));
    BlindedRsaSigner signer =
        signer(
            block -> {
              assertThat(block).hasSize(256);
              assertThat(seen.add(new BigInteger(1, block))).isTrue();
              return raise(block);
            });
    for (int i = 0; i < 100; i++) {
      signer.sign(SignatureAlgorithm.RSA_SHA2_256, digest);
    }
    assertThat(seen).hasSize(101);
  }

  @Test
  void aFaultyResultIsNeverReturned() {
    BlindedRsaSigner signer =
        signer(
            block -> {
              byte[] result = raise(block);
              result[128] ^= 1;
              return result;
            });
    assertThatThrownBy(
            () -> signer.sign(SignatureAlgorithm.RSA_SHA2_256, HashAlgorithm.SHA256.digest(DATA)))
        .isInstanceOf(KeyringException.BadKey.class)
        .hasMessageContaining(PUBLIC.fingerprint());
  }

  @Test
  void aResultThatThePublicOperationDeniesIsNeverReturned() {
    BlindedRsaSigner signer =
        new BlindedRsaSigner(
            PUBLIC, BlindedRsaSignerTest::raise, signature -> signature, new SecureRandom());
    assertThatThrownBy(
            () -> signer.sign(SignatureAlgorithm.RSA_SHA2_256, HashAlgorithm.SHA256.digest(DATA)))
        .isInstanceOf(KeyringException.BadKey.class);
  }

  @Test
  void fixedLengthAddsLeadingZeroesAndDropsTheSignByte() {
    assertThat(BlindedRsaSigner.fixedLength(BigInteger.ONE, 3)).containsExactly(0, 0, 1);
    assertThat(BlindedRsaSigner.fixedLength(BigInteger.valueOf(0xffeedd), 3))
        .containsExactly(0xff, 0xee, 0xdd);
  }
}
