package org.sshkr.ssh.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sshkr.ssh.wire.WireFormatException;

class RsaPublicKeyTest {
  /** 2^2048 - 159 and 65537; ssh-keygen -l prints the fingerprint in the test. */
  private static final RsaPublicKey KEY = SshPublicKeyFuzzTest.key(2048);

  @Test
  void fingerprintIsTheOneThatSshKeygenPrints() {
    assertThat(KEY.fingerprint()).isEqualTo("SHA256:BIsnbGegywP4Ok+Dwi4VWIDgCSwA7IaT7bvLG5n2iBY");
  }

  @Test
  void blobWithMoreBehindItIsRefused() {
    byte[] blob = KEY.blob();
    assertThat(SshPublicKey.ofBlob(blob)).isEqualTo(KEY);
    assertThatThrownBy(() -> SshPublicKey.ofBlob(Arrays.copyOf(blob, blob.length + 1)))
        .isInstanceOf(WireFormatException.class)
        .hasMessage("1 bytes too many");
  }

  @Test
  void keysAreEqualIfBothNumbersAre() {
    BigInteger three = BigInteger.valueOf(3);
    assertThat(SshPublicKey.ofBlob(KEY.blob())).isEqualTo(KEY).hasSameHashCodeAs(KEY);
    assertThat(new RsaPublicKey(KEY.modulus(), three)).isNotEqualTo(KEY);
    assertThat(new RsaPublicKey(three, KEY.exponent())).isNotEqualTo(KEY);
  }

  @Test
  void numbersArePositive() {
    for (BigInteger number : new BigInteger[] {BigInteger.ZERO, BigInteger.TEN.negate()}) {
      assertThatThrownBy(() -> new RsaPublicKey(number, BigInteger.ONE))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new RsaPublicKey(BigInteger.ONE, number))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** The JDK accepts no exponent of more than 64 bits with a modulus of more than 3072. */
  @Test
  void javasOwnFormIsOfTheSameNumbersOrNone() {
    assertThat(KEY.toJava())
        .hasValueSatisfying(
            key -> {
              assertThat(key.getModulus()).isEqualTo(KEY.modulus());
              assertThat(key.getPublicExponent()).isEqualTo(KEY.exponent());
            });
    BigInteger exponent = BigInteger.ONE.shiftLeft(100).add(BigInteger.ONE);
    assertThat(new RsaPublicKey(SshPublicKeyFuzzTest.key(4096).modulus(), exponent).toJava())
        .isEmpty();
  }
}
