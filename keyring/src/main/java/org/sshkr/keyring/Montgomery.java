package org.sshkr.keyring;

import java.math.BigInteger;

/**
 * Multiplication modulo an odd number n without divisions (P. Montgomery, "Modular Multiplication
 * Without Trial Division", 1985; the loops are FIOS of Koç, Acar and Kaliski, "Analyzing and
 * Comparing Montgomery Multiplication Algorithms", 1996). The steps do not depend on the numbers,
 * and take a third of BigInteger's time where only C1 compiles, as in the shim.
 *
 * <p>Numbers are arrays of 32-bit digits, the lowest first, as many as n has. If one of two factors
 * is in Montgomery's form, x·R mod n with R = 2^(32·digits), the product is in the other's form.
 */
final class Montgomery {
  private static final long DIGIT = 0xffffffffL;

  private final BigInteger n;
  private final int[] modulus;

  /** -1/n mod 2^32. */
  private final int negativeInverse;

  Montgomery(BigInteger n) {
    this.n = n;
    this.modulus = digits(n.toByteArray(), (n.bitLength() + Integer.SIZE - 1) / Integer.SIZE);
    this.negativeInverse = -inverse(modulus[0]);
  }

  /**
   * Returns 1/odd mod 2^32: each step of Newton's iteration doubles the number of correct bits,
   * starting with 3.
   */
  private static int inverse(int odd) {
    int inverse = odd;
    for (int bits = 3; bits < Integer.SIZE; bits *= 2) {
      inverse *= 2 - odd * inverse;
    }
    return inverse;
  }

  /** {@code number} in Montgomery's form. */
  int[] toForm(BigInteger number) {
    BigInteger form = number.shiftLeft(Integer.SIZE * modulus.length).mod(n);
    return digits(form.toByteArray(), modulus.length);
  }

  /**
   * Returns number·factor mod n, both big-endian.
   *
   * @param factor in Montgomery's form, below n
   * @return as long as {@code number}, which is as long as n
   */
  byte[] multiply(byte[] number, int[] factor) {
    int[] product = multiply(digits(number, modulus.length), factor);
    byte[] bytes = new byte[number.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[bytes.length - 1 - i] = (byte) (product[i / 4] >>> (8 * (i % 4)));
    }
    return bytes;
  }

  /** Returns x·y/R mod n, for a {@code y} below n. */
  int[] multiply(int[] x, int[] y) {
    int length = modulus.length;
    int[] sum = new int[length + 1]; // always below 2n
    for (int i = 0; i < length; i++) {
      // adds x[i]·y, and the multiple of n that makes the lowest digit 0, which is then dropped
      long digit = x[i] & DIGIT;
      long product = digit * (y[0] & DIGIT) + (sum[0] & DIGIT);
      long times = (product * negativeInverse) & DIGIT;
      long reduced = times * (modulus[0] & DIGIT) + (product & DIGIT);
      for (int j = 1; j < length; j++) {
        product = digit * (y[j] & DIGIT) + (sum[j] & DIGIT) + (product >>> Integer.SIZE);
        reduced = times * (modulus[j] & DIGIT) + (product & DIGIT) + (reduced >>> Integer.SIZE);
        sum[j - 1] = (int) reduced;
      }
      long top = (sum[length] & DIGIT) + (product >>> Integer.SIZE) + (reduced >>> Integer.SIZE);
      sum[length - 1] = (int) top;
      sum[length] = (int) (top >>> Integer.SIZE);
    }
    return subtractModulusOnce(sum);
  }

  /** Reduces {@code sum}, which is below 2n, mod n, without a branch that would depend on it. */
  private int[] subtractModulusOnce(int[] sum) {
    int length = modulus.length;
    int[] difference = new int[length];
    long borrow = 0;
    for (int i = 0; i < length; i++) {
      borrow += (sum[i] & DIGIT) - (modulus[i] & DIGIT);
      difference[i] = (int) borrow;
      borrow >>= Integer.SIZE;
    }
    int wasBelow = (int) (borrow + sum[length]); // all bits set, or none
    for (int i = 0; i < length; i++) {
      difference[i] ^= (difference[i] ^ sum[i]) & wasBelow;
    }
    return difference;
  }

  /** Converts big-endian bytes to {@code length} digits, which have room for them. */
  private static int[] digits(byte[] bigEndian, int length) {
    int[] digits = new int[length];
    int used = Math.min(bigEndian.length, 4 * length); // BigInteger's may have an extra sign byte
    for (int i = 0; i < used; i++) {
      digits[i / 4] |= (bigEndian[bigEndian.length - 1 - i] & 0xff) << (8 * (i % 4));
    }
    return digits;
  }
}
