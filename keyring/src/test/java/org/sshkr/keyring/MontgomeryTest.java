package org.sshkr.keyring;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with BigInteger, which multiplies in another way. */
class MontgomeryTest {
  private static final BigInteger ONE = BigInteger.ONE;
  private final Random random = new Random(1985);

  private BigInteger odd(int bits) {
    return new BigInteger(bits, random).setBit(0).setBit(bits - 1);
  }

  /** Odd moduli, among them some with all carries, none, and borrows over every digit. */
  private List<BigInteger> moduli(int bits) {
    BigInteger power = ONE.shiftLeft(bits);
    return List.of(
        odd(bits),
        odd(bits),
        power.subtract(ONE),
        power.subtract(BigInteger.TWO).subtract(ONE),
        power.shiftRight(1).add(ONE));
  }

  private List<BigInteger> below(BigInteger n) {
    return List.of(
        BigInteger.ZERO,
        ONE,
        BigInteger.TWO,
        ONE.shiftLeft(n.bitLength() - 1).mod(n),
        n.shiftRight(1),
        n.subtract(BigInteger.TWO),
        n.subtract(ONE),
        new BigInteger(n.bitLength() + 64, random).mod(n),
        new BigInteger(n.bitLength() + 64, random).mod(n));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 31, 32, 33, 64, 255, 1024, 2040, 2041, 2047, 2048, 3072, 4096})
  void productsAreThoseOfBigInteger(int bits) {
    for (BigInteger n : moduli(bits)) {
      Montgomery montgomery = new Montgomery(n);
      int size = (bits + 7) / 8;
      for (BigInteger x : below(n)) {
        for (BigInteger y : below(n)) {
          byte[] product =
              montgomery.multiply(BlindedRsaSigner.fixedLength(x, size), montgomery.toForm(y));
          assertThat(product).hasSize(size);
          assertThat(new BigInteger(1, product)).isEqualTo(x.multiply(y).mod(n));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {33, 2048, 4096})
  void twoFactorsInItsFormGiveAProductInItsForm(int bits) {
    BigInteger n = odd(bits);
    Montgomery montgomery = new Montgomery(n);
    for (BigInteger x : below(n)) {
      int[] form = montgomery.toForm(x);
      assertThat(montgomery.multiply(form, form)).isEqualTo(montgomery.toForm(x.multiply(x)));
    }
  }

  /** A result that a broken kernel could return is reduced like any other number that fits. */
  @ParameterizedTest
  @ValueSource(ints = {33, 2041, 2048})
  void aNumberFromTheModulusOnIsReducedToo(int bits) {
    BigInteger n = odd(bits);
    int size = (bits + 7) / 8;
    BigInteger most = ONE.shiftLeft(8 * size).subtract(ONE);
    Montgomery montgomery = new Montgomery(n);
    for (BigInteger y : below(n)) {
      for (BigInteger x : List.of(n, most)) {
        byte[] product =
            montgomery.multiply(BlindedRsaSigner.fixedLength(x, size), montgomery.toForm(y));
        assertThat(new BigInteger(1, product)).isEqualTo(x.multiply(y).mod(n));
      }
    }
  }
}
