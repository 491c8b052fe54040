package org.sshkr.keyfile;

import java.math.BigInteger;
import org.sshkr.keyfile.KeyFileException.Reason;
import org.sshkr.keyring.crypto.Libcrypto;
import org.sshkr.ssh.key.RsaPublicKey;

/**
 * Checks every number of an RSA key against the others (RFC 8017, section 3.2). The kernel checks
 * none of them: with a wrong dP it signs all the same, and that one signature reveals a prime.
 */
final class RsaCheck {
  private static final BigInteger ONE = BigInteger.ONE;
  private static final BigInteger THREE = BigInteger.valueOf(3);

  // OpenSSL, and with it every ssh server, refuses longer exponents if the modulus has more than
  // 3072 bits (OPENSSL_RSA_MAX_PUBEXP_BITS)
  private static final int MAX_EXPONENT_BITS = 64;

  private static final int MAX_BITS = 16384;

  private RsaCheck() {}

  /**
   * Checks the whole key.
   *
   * @throws KeyFileException naming the first number that is wrong, never its value
   */
  static void check(RsaNumbers key) throws KeyFileException {
    BigInteger e = key.publicExponent();
    BigInteger d = key.privateExponent();
    BigInteger p = key.prime1();
    BigInteger q = key.prime2();
    if (key.modulus().signum() == 0 || e.signum() == 0) {
      throw invalid("the modulus or the exponent is 0");
    }
    checkPublic(key.publicKey());
    require(!p.equals(q), "the two primes are the same");
    require(isPrimeSized(p) && isPrimeSized(q), "a prime is not prime");
    require(p.multiply(q).equals(key.modulus()), "the modulus is not the product of the primes");
    require(d.compareTo(key.modulus()) < 0, "the private exponent is larger than the modulus");
    BigInteger dP = exponent(d, p);
    BigInteger dQ = exponent(d, q);
    boolean inverse =
        e.multiply(dP).mod(p.subtract(ONE)).equals(ONE)
            && e.multiply(dQ).mod(q.subtract(ONE)).equals(ONE);
    require(inverse, "the private exponent does not belong to the public one");
    require(dP.equals(key.exponent1()), "the CRT exponent dP is wrong");
    require(dQ.equals(key.exponent2()), "the CRT exponent dQ is wrong");
    BigInteger qInv = key.coefficient();
    boolean canonical = qInv.compareTo(p) < 0 && qInv.multiply(q).mod(p).equals(ONE);
    require(canonical, "the CRT coefficient qInv is wrong");
    // Last, since it takes longer than all other checks together
    require(
        MillerRabin.isProbablePrime(p) && MillerRabin.isProbablePrime(q), "a prime is not prime");
  }

  /**
   * Checks what the public half shows, before anyone is asked for a passphrase: a size that OpenSSH
   * and a keyring take, an exponent that servers take.
   */
  static void checkPublic(RsaPublicKey key) throws KeyFileException {
    if (!Libcrypto.signsRsa(key.bits())) {
      throw new KeyFileException(
          Reason.UNSUPPORTED_KEY,
          "RSA key of "
              + key.bits()
              + " bits: it must have 2048 to 16384; make one with: "
              + KeyTypes.MAKE_RSA);
    }
    BigInteger e = key.exponent();
    require(
        e.testBit(0) && e.compareTo(THREE) >= 0 && e.bitLength() <= MAX_EXPONENT_BITS,
        "the public exponent must be odd, at least 3 and below 2^64");
  }

  /** d mod (prime - 1), the CRT exponent for that prime. */
  static BigInteger exponent(BigInteger d, BigInteger prime) throws KeyFileException {
    require(isPrimeSized(prime), "a prime is not prime");
    require(d.bitLength() <= MAX_BITS, "the private exponent is larger than the modulus");
    return d.mod(prime.subtract(ONE));
  }

  // Also keeps a hostile file's numbers of a million digits out of the arithmetic
  private static boolean isPrimeSized(BigInteger prime) {
    return prime.compareTo(THREE) >= 0 && prime.bitLength() <= MAX_BITS;
  }

  private static void require(boolean right, String otherwise) throws KeyFileException {
    if (!right) {
      throw invalid(otherwise);
    }
  }

  private static KeyFileException invalid(String message) {
    return new KeyFileException(Reason.INVALID_KEY, "not a valid RSA key: " + message);
  }
}
