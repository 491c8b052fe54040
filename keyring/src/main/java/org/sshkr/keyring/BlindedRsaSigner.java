package org.sshkr.keyring;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.function.UnaryOperator;

/**
 * RSA signatures (RFC 8017, section 8) from a bare private operation that is neither blinded nor
 * checked: encodes the digest, blinds it, has it raised to the private exponent, unblinds, and
 * verifies the result with the public key. A wrong result never leaves this class: one faulty CRT
 * signature would give away a prime factor.
 */
final class BlindedRsaSigner {
  private final RsaPublicKey key;
  private final UnaryOperator<byte[]> privateOperation;
  private final UnaryOperator<byte[]> publicOperation;
  private final Blinding blinding;

  /**
   * The operations take and give big-endian numbers below the modulus, and exactly as long.
   *
   * @param privateOperation raises to the private exponent
   * @param publicOperation raises to the public one; with a long key the kernel takes half the time
   *     of Java that is compiled by C1 only, as in the shim
   */
  BlindedRsaSigner(
      RsaPublicKey key,
      UnaryOperator<byte[]> privateOperation,
      UnaryOperator<byte[]> publicOperation,
      SecureRandom random) {
    this.key = key;
    this.privateOperation = privateOperation;
    this.publicOperation = publicOperation;
    this.blinding = new Blinding(key, random);
  }

  /**
   * Signs a digest of the scheme's hash function.
   *
   * @return the signature, big-endian, as long as the modulus
   * @throws KeyringException.BadKey if the operation's result is not one
   */
  byte[] sign(SignatureScheme scheme, byte[] digest) {
    BigInteger n = key.modulus();
    BigInteger message = new BigInteger(1, scheme.encode(digest, key.bits()));
    Blinding.Pair pair = blinding.next();
    byte[] blinded = fixedLength(message.multiply(pair.blind()).mod(n), key.size());
    BigInteger raised = new BigInteger(1, privateOperation.apply(blinded));
    byte[] signature = fixedLength(raised.multiply(pair.unblind()).mod(n), key.size());
    verify(key, message, publicOperation.apply(signature));
    return signature;
  }

  /** Throws unless {@code raised}, a signature^e mod n, is the encoded {@code message}. */
  static void verify(RsaPublicKey key, BigInteger message, byte[] raised) {
    if (!new BigInteger(1, raised).equals(message)) {
      throw new KeyringException.BadKey(
          "the kernel's signature does not verify with the public key " + key.fingerprint());
    }
  }

  /** {@code number}, big-endian, with leading zeroes (I2OSP: RFC 8017, section 4.1). */
  static byte[] fixedLength(BigInteger number, int length) {
    byte[] minimal = number.toByteArray();
    int surplus = minimal.length - length; // 1 if a sign byte stands before a full number
    byte[] fixed = new byte[length];
    System.arraycopy(
        minimal,
        Math.max(surplus, 0),
        fixed,
        Math.max(-surplus, 0),
        Math.min(minimal.length, length));
    return fixed;
  }
}
