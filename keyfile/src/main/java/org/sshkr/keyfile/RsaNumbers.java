package org.sshkr.keyfile;

import java.math.BigInteger;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.ssh.key.RsaPublicKey;

/**
 * The numbers of an RSA private key with two primes (RFC 8017, section 3.2), as a file gives them,
 * not yet checked by {@link RsaCheck}.
 *
 * @param modulus n = p * q
 * @param publicExponent e
 * @param privateExponent d, with d * e = 1 mod lcm(p - 1, q - 1)
 * @param prime1 p
 * @param prime2 q
 * @param exponent1 dP = d mod (p - 1)
 * @param exponent2 dQ = d mod (q - 1)
 * @param coefficient qInv = q^-1 mod p
 */
record RsaNumbers(
    BigInteger modulus,
    BigInteger publicExponent,
    BigInteger privateExponent,
    BigInteger prime1,
    BigInteger prime2,
    BigInteger exponent1,
    BigInteger exponent2,
    BigInteger coefficient)
    implements UncheckedKey {

  /** Computes dP and dQ, for formats that leave them out, such as OpenSSH's and PuTTY's. */
  static RsaNumbers withoutExponents(
      BigInteger modulus,
      BigInteger publicExponent,
      BigInteger privateExponent,
      BigInteger prime1,
      BigInteger prime2,
      BigInteger coefficient)
      throws KeyFileException {
    return new RsaNumbers(
        modulus,
        publicExponent,
        privateExponent,
        prime1,
        prime2,
        RsaCheck.exponent(privateExponent, prime1),
        RsaCheck.exponent(privateExponent, prime2),
        coefficient);
  }

  /**
   * Computes the CRT values that the file gives as 0, which is not a possible value; keeps the
   * others.
   */
  RsaNumbers completed() throws KeyFileException {
    if (exponent1.signum() != 0 && exponent2.signum() != 0 && coefficient.signum() != 0) {
      return this;
    }
    BigInteger dP = RsaCheck.exponent(privateExponent, prime1);
    BigInteger dQ = RsaCheck.exponent(privateExponent, prime2);
    boolean inverse = prime1.gcd(prime2).equals(BigInteger.ONE);
    return new RsaNumbers(
        modulus,
        publicExponent,
        privateExponent,
        prime1,
        prime2,
        exponent1.signum() == 0 ? dP : exponent1,
        exponent2.signum() == 0 ? dQ : exponent2,
        coefficient.signum() == 0 && inverse ? prime2.modInverse(prime1) : coefficient);
  }

  @Override
  public PrivateKey check() throws KeyFileException {
    RsaNumbers numbers = completed();
    RsaCheck.check(numbers);
    return new PrivateKey(numbers.publicKey(), Pkcs8Encoder.encode(numbers));
  }

  RsaPublicKey publicKey() {
    return new RsaPublicKey(modulus, publicExponent);
  }

  /** Names none of the numbers. */
  @Override
  public String toString() {
    return "RsaNumbers";
  }

  /** Does nothing, since Java gives no way to wipe a BigInteger. */
  @Override
  public void close() {}
}
