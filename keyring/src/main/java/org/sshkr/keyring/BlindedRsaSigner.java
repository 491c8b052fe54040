package org.sshkr.keyring;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.sshkr.ssh.key.RsaPublicKey;

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
   * Creates a signer from operations that take and return big-endian numbers below the modulus and
   * as long as it.
   *
   * @param privateOperation raises to the private exponent
   * @param publicOperation raises to the public exponent; for a long key the kernel takes half the
   *     time of Java code that only C1 compiles, as in the shim
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
   * @throws KeyringException.BadKey if the operation's result is not a valid signature
   */
  byte[] sign(SignatureScheme scheme, byte[] digest) {
    byte[] message = encoded(key, scheme, digest);
    Blinding.Pair pair = blinding.next();
    byte[] blinded = pair.blind(message);
    byte[] signature = pair.unblind(privateOperation.apply(blinded));
    verify(key, message, publicOperation.apply(signature));
    return signature;
  }

  /** The encoded message, as long as the modulus. */
  static byte[] encoded(RsaPublicKey key, SignatureScheme scheme, byte[] digest) {
    return fixedLength(scheme.encode(digest, key.bits()), key.size());
  }

  /** Throws unless {@code raised}, a signature^e mod n, is the encoded {@code message}. */
  static void verify(RsaPublicKey key, byte[] message, byte[] raised) {
    if (!Arrays.equals(message, raised)) {
      throw new KeyringException.BadKey(
          "the kernel's signature does not verify with the public key " + key.fingerprint());
    }
  }

  /** Encodes {@code number} big-endian, with leading zeroes (I2OSP: RFC 8017, section 4.1). */
  static byte[] fixedLength(BigInteger number, int length) {
    return fixedLength(number.toByteArray(), length);
  }

  /** Pads or cuts a big-endian number to a length; a byte more than that is a sign byte. */
  private static byte[] fixedLength(byte[] minimal, int length) {
    int surplus = minimal.length - length;
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
