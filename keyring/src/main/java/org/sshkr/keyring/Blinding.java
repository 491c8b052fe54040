package org.sshkr.keyring;

import java.math.BigInteger;
import java.security.SecureRandom;

/**
 * The random factors of base blinding for one key (P. Kocher, 1996): a pair r^e and r^-1 mod n, for
 * a secret random r, that needs public numbers only. The kernel then never works on a number that a
 * client chose, so its timing says nothing about how such a number and the private key meet.
 *
 * <p>A modular inverse costs more than all the rest, so a pair is squared between uses, and drawn
 * anew after {@value #USES} of them, as OpenSSL does.
 */
final class Blinding {
  private static final int USES = 32;

  /**
   * One use's factors.
   *
   * @param blind r^e mod n
   * @param unblind r^-1 mod n
   */
  record Pair(BigInteger blind, BigInteger unblind) {}

  private final RsaPublicKey key;
  private final SecureRandom random;
  private Pair pair;
  private int uses;

  Blinding(RsaPublicKey key, SecureRandom random) {
    this.key = key;
    this.random = random;
  }

  /** A pair that was never given out before. */
  synchronized Pair next() {
    BigInteger n = key.modulus();
    if (pair == null || uses == USES) {
      pair = draw();
      uses = 0;
    } else {
      pair = new Pair(square(pair.blind, n), square(pair.unblind, n));
    }
    uses++;
    return pair;
  }

  private static BigInteger square(BigInteger number, BigInteger modulus) {
    return number.multiply(number).mod(modulus);
  }

  private Pair draw() {
    BigInteger n = key.modulus();
    while (true) {
      BigInteger r = new BigInteger(n.bitLength(), random);
      if (r.compareTo(BigInteger.ONE) > 0 && r.compareTo(n) < 0) {
        try {
          return new Pair(r.modPow(key.exponent(), n), r.modInverse(n));
        } catch (ArithmeticException e) {
          // a multiple of a prime factor, which nobody will ever draw
        }
      }
    }
  }
}
