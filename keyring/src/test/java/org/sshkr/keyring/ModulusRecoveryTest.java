package org.sshkr.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sshkr.ssh.key.RsaPublicKey;

class ModulusRecoveryTest {
  /** Any modulus will do for the public operation, whatever its factors. */
  private static BigInteger modulus(int bits) {
    return new BigInteger(bits, new SecureRandom()).setBit(bits - 1).setBit(0);
  }

  private static UnaryOperator<byte[]> raise(BigInteger n, long e) {
    return block ->
        BlindedRsaSigner.fixedLength(
            new BigInteger(1, block).modPow(BigInteger.valueOf(e), n), block.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 17, 35, 37, 65537})
  void findsTheKeyOfEveryExponentInUse(int e) {
    BigInteger n = modulus(2048);
    assertThat(ModulusRecovery.recover(raise(n, e), 2048))
        .contains(new RsaPublicKey(n, BigInteger.valueOf(e)));
  }

  @ParameterizedTest
  @ValueSource(ints = {3072, 4096})
  void findsKeysOfEverySize(int bits) {
    BigInteger n = modulus(bits);
    assertThat(ModulusRecovery.recover(raise(n, 65537), bits))
        .contains(new RsaPublicKey(n, BigInteger.valueOf(65537)));
  }

  /** The first version stopped at three multiples, which share a factor of 2 one time in eight. */
  @Test
  void smallFactorsThatTheMultiplesShareAreRemoved() {
    for (int i = 0; i < 20; i++) {
      BigInteger n = modulus(2048);
      assertThat(ModulusRecovery.recover(raise(n, 3), 2048))
          .contains(new RsaPublicKey(n, BigInteger.valueOf(3)));
    }
  }

  @Test
  void givesNothingRatherThanAGuessForAnUnusualExponent() {
    assertThat(ModulusRecovery.recover(raise(modulus(2048), 257), 2048)).isEmpty();
  }
}
