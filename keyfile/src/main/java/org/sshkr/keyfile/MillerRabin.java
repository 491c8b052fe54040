package org.sshkr.keyfile;

import java.math.BigInteger;
import java.util.Random;

/**
 * One round of the Miller-Rabin test (FIPS 186-5, appendix B.3.1) with a random base.
 *
 * <p>One round is enough here. A prime damaged by accident is a random composite, and a random
 * composite of 1024 bits passes a round with a probability below 2^-100 (Damgård, Landrock and
 * Pomerance, Average case error estimates for the strong probable prime test, 1993). A number made
 * to pass does so at most one time in four; its maker knows the factors anyway, and signatures with
 * it still have to verify. {@link BigInteger#isProbablePrime} adds a Lucas test, and takes six
 * times as long on a JVM that has just started.
 */
final class MillerRabin {
  private MillerRabin() {}

  /** Whether {@code n}, at least 3, is prime as far as one round can tell. */
  static boolean isProbablePrime(BigInteger n) {
    if (!n.testBit(0)) {
      return false;
    }
    BigInteger minusOne = n.subtract(BigInteger.ONE);
    int twos = minusOne.getLowestSetBit();
    BigInteger x = base(n).modPow(minusOne.shiftRight(twos), n);
    if (x.equals(BigInteger.ONE) || x.equals(minusOne)) {
      return true;
    }
    for (int i = 1; i < twos; i++) {
      x = x.multiply(x).mod(n);
      if (x.equals(minusOne)) {
        return true;
      }
    }
    return false;
  }

  // From 2 to n - 1. The maker of a file must not be able to predict it; it need not be secret
  private static BigInteger base(BigInteger n) {
    BigInteger random = new BigInteger(n.bitLength() + 64, new Random());
    return random.mod(n.subtract(BigInteger.TWO)).add(BigInteger.TWO);
  }
}
