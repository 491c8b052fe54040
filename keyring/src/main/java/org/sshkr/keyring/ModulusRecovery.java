package org.sshkr.keyring;

import java.math.BigInteger;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.sshkr.ssh.key.RsaPublicKey;

/**
 * Recovers the public key of a kernel key that came without its public half. The kernel raises any
 * message to the public exponent e. So for a guess of e and any m, n divides m^e - c, where c = m^e
 * mod n; the greatest common divisor of some such multiples is n.
 */
final class ModulusRecovery {
  /**
   * The exponents in use: 65537 everywhere; 3, 5, 17 and 35 (OpenSSH before 5.4) in old keys. 3 and
   * 5 come first, since their multiples of a few thousand bits take no time.
   */
  private static final int[] EXPONENTS = {3, 5, 65537, 17, 35, 37};

  /**
   * Each further multiple halves the chance that a factor is left; two or three usually suffice.
   */
  private static final int MESSAGES = 64;

  private ModulusRecovery() {}

  /**
   * Finds the public key behind a public operation.
   *
   * @param raise m to m^e mod n, both big-endian and as long as the modulus
   * @param bits length of the modulus
   * @return the public key, checked on a message that it was not computed from; empty if e is an
   *     unusual one
   */
  static Optional<RsaPublicKey> recover(UnaryOperator<byte[]> raise, int bits) {
    int size = (bits + 7) / 8;
    // m must be large if e is small: below n^(1/e) nothing wraps, and the multiple of n is 0
    BigInteger large = BigInteger.ONE.shiftLeft(bits - 2);
    for (int e : EXPONENTS) {
      BigInteger first = e == 65537 ? BigInteger.TWO : large.add(BigInteger.ONE);
      BigInteger n = BigInteger.ZERO;
      // n divides every multiple, so a divisor shorter than n shows that this is not e
      for (int i = 0; i < MESSAGES && (n.signum() == 0 || n.bitLength() > bits); i++) {
        BigInteger m = first.add(BigInteger.valueOf(i));
        BigInteger c = new BigInteger(1, raise.apply(BlindedRsaSigner.fixedLength(m, size)));
        n = n.gcd(m.pow(e).subtract(c));
      }
      if (n.bitLength() == bits && confirms(raise, n, e, large, size)) {
        return Optional.of(new RsaPublicKey(n, BigInteger.valueOf(e)));
      }
    }
    return Optional.empty();
  }

  private static boolean confirms(
      UnaryOperator<byte[]> raise, BigInteger n, int e, BigInteger large, int size) {
    BigInteger m = large.add(BigInteger.TEN);
    BigInteger expected = m.modPow(BigInteger.valueOf(e), n);
    return new BigInteger(1, raise.apply(BlindedRsaSigner.fixedLength(m, size))).equals(expected);
  }
}
