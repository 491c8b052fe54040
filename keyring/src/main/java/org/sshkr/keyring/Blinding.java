package org.sshkr.keyring;

import java.math.BigInteger;
import java.security.SecureRandom;
import org.sshkr.ssh.key.RsaPublicKey;

/**
 * The random factors of base blinding for one key (P. Kocher, 1996): a pair r^e and r^-1 mod n for
 * a secret random r, for which public numbers suffice. The kernel then never works on a number that
 * a client chose, so its timing says nothing about such a number and the private key together.
 *
 * <p>A modular inverse costs more than all the rest, so a pair is squared between uses, and
 * replaced after {@value #USES} of them, as OpenSSL does.
 */
final class Blinding {
  private static final int USES = 32;

  /** The factors for one use, r^e and r^-1. Blocks are big-endian and as long as the modulus. */
  final class Pair {
    private final int[] blind;
    private final int[] unblind;

    /** Creates a pair from factors in {@link Montgomery}'s form. */
    private Pair(int[] blind, int[] unblind) {
      this.blind = blind;
      this.unblind = unblind;
    }

    /** Returns block·r^e mod n. */
    byte[] blind(byte[] block) {
      return montgomery.multiply(block, blind);
    }

    /** Returns block·r^-1 mod n. */
    byte[] unblind(byte[] block) {
      return montgomery.multiply(block, unblind);
    }

    private Pair square() {
      return new Pair(montgomery.multiply(blind, blind), montgomery.multiply(unblind, unblind));
    }
  }

  private final RsaPublicKey key;
  private final SecureRandom random;
  private final Montgomery montgomery;
  private Pair pair;
  private int uses;

  Blinding(RsaPublicKey key, SecureRandom random) {
    this.key = key;
    this.random = random;
    this.montgomery = new Montgomery(key.modulus());
  }

  /** Returns a pair that was never returned before. */
  synchronized Pair next() {
    if (pair == null || uses == USES) {
      pair = draw();
      uses = 0;
    } else {
      pair = pair.square();
    }
    uses++;
    return pair;
  }

  private Pair draw() {
    BigInteger n = key.modulus();
    while (true) {
      BigInteger r = new BigInteger(n.bitLength(), random);
      if (r.compareTo(BigInteger.ONE) > 0 && r.compareTo(n) < 0) {
        try {
          return new Pair(
              montgomery.toForm(r.modPow(key.exponent(), n)), montgomery.toForm(r.modInverse(n)));
        } catch (ArithmeticException e) {
          // r is a multiple of a prime factor, which will never be drawn
        }
      }
    }
  }
}
