package org.sshkr.keyring;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A key whose driver refuses the bare operation, as a TPM's does. */
class KernelKeyTest {
  private static final KeyPair PAIR = TestKeys.pair(2048);
  private static final byte[] DATA = "data".getBytes(US_ASCII);

  /**
   * Signs padded, with the private key of {@code pair}, as the kernel would for this info string.
   */
  private static KernelKey paddedOnly(KeyPair pair) {
    KeyOperations operations =
        new KeyOperations() {
          @Override
          public byte[] raisePrivate(int serial, byte[] block) {
            throw new KeyringException.Unsupported("no raw operation");
          }

          @Override
          public byte[] raisePublic(int serial, byte[] block) {
            throw new KeyringException.Unsupported("no raw operation");
          }

          @Override
          public byte[] padded(int serial, String info, byte[] digest, int size) {
            HashAlgorithm hash =
                Arrays.stream(HashAlgorithm.values())
                    .filter(one -> info.equals("enc=pkcs1 hash=" + one.kernelName()))
                    .findFirst()
                    .orElseThrow();
            RSAPrivateCrtKey key = (RSAPrivateCrtKey) pair.getPrivate();
            return TestKeys.raisePrivate(key, new RsassaPkcs1(hash).encode(digest, 8 * size));
          }
        };
    IdentityDescription description =
        IdentityDescription.fit(TestKeys.publicKey(PAIR), "", Constraints.NONE);
    return new KernelKey(1, description.text(), description, operations);
  }

  @ParameterizedTest
  @EnumSource
  void signsPaddedWhereTheRawOperationIsRefused(HashAlgorithm hash) {
    RsassaPkcs1 scheme = new RsassaPkcs1(hash);
    byte[] signature = paddedOnly(PAIR).sign(scheme, hash.digest(DATA));
    assertThat(TestKeys.verifies(PAIR, scheme, DATA, signature)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void verifiesThatSignatureToo(HashAlgorithm hash) {
    KernelKey wrong = paddedOnly(TestKeys.otherPair(2048));
    assertThatThrownBy(() -> wrong.sign(new RsassaPkcs1(hash), hash.digest(DATA)))
        .isInstanceOf(KeyringException.BadKey.class);
  }

  @Test
  void refusesPssWhichTheKernelCannotPad() {
    KernelKey key = paddedOnly(PAIR);
    RsassaPss scheme = new RsassaPss(HashAlgorithm.SHA256, 32);
    assertThatThrownBy(() -> key.sign(scheme, HashAlgorithm.SHA256.digest(DATA)))
        .isInstanceOf(KeyringException.Unsupported.class);
  }
}
