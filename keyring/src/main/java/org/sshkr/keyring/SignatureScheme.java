package org.sshkr.keyring;

/**
 * A way to sign a digest. Sealed, so that a keyring applies a private key only to the two encodings
 * of RFC 8017, and never to a number of the caller's choice, which might be a ciphertext.
 */
public sealed interface SignatureScheme permits SignatureAlgorithm, RsassaPkcs1, RsassaPss {
  /** The hash function of the digest. */
  HashAlgorithm hash();

  /**
   * Encodes a digest as the number that is raised to the private exponent.
   *
   * @param digest of {@link #hash}
   * @param modulusBits the key's modulus length in bits
   * @return big-endian, below the modulus
   * @throws IllegalArgumentException if the digest has another length, or is too long for the
   *     modulus
   */
  byte[] encode(byte[] digest, int modulusBits);
}
