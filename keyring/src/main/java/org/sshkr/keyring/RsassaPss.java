package org.sshkr.keyring;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * RSASSA-PSS with MGF1 over the same hash function: RFC 8017, section 8.1. Each signature has a new
 * salt.
 *
 * @param saltLength in bytes, usually the length of the digest; 0 for no salt
 */
public record RsassaPss(HashAlgorithm hash, int saltLength) implements SignatureScheme {
  private static final SecureRandom RANDOM = new SecureRandom();

  public RsassaPss {
    if (saltLength < 0) {
      throw new IllegalArgumentException("a salt can't have " + saltLength + " bytes");
    }
  }

  @Override
  public byte[] encode(byte[] digest, int modulusBits) {
    if (saltLength > maskedLength(modulusBits) - 1) {
      throw new IllegalArgumentException(
          "the modulus is too short for "
              + hash.javaName()
              + " and a salt of "
              + saltLength
              + " bytes");
    }
    byte[] salt = new byte[saltLength];
    RANDOM.nextBytes(salt);
    return encode(digest, modulusBits, salt);
  }

  /**
   * Encodes with EMSA-PSS (RFC 8017, section 9.1.1): masked (zeroes, 01, salt), then H, then bc,
   * where H is the hash of eight zeroes, the digest and the salt. One bit shorter than the modulus,
   * so it may be one byte shorter.
   */
  byte[] encode(byte[] digest, int modulusBits, byte[] salt) {
    hash.check(digest);
    int maskedLength = maskedLength(modulusBits);
    byte[] encoded = new byte[maskedLength + hash.length() + 1];
    int saltStart = maskedLength - salt.length;
    encoded[saltStart - 1] = 1;
    System.arraycopy(salt, 0, encoded, saltStart, salt.length);
    byte[] h = hash.digest(new byte[8], digest, salt);
    mask(encoded, maskedLength, h);
    encoded[0] &= (byte) (0xff >> (8 * encoded.length - (modulusBits - 1)));
    System.arraycopy(h, 0, encoded, maskedLength, h.length);
    encoded[encoded.length - 1] = (byte) 0xbc;
    return encoded;
  }

  private int maskedLength(int modulusBits) {
    return (modulusBits - 1 + 7) / 8 - hash.length() - 1;
  }

  /** Applies MGF1 (RFC 8017, appendix B.2.1) to the first {@code length} bytes of {@code block}. */
  private void mask(byte[] block, int length, byte[] seed) {
    for (int start = 0; start < length; start += hash.length()) {
      byte[] counter = ByteBuffer.allocate(Integer.BYTES).putInt(start / hash.length()).array();
      byte[] mask = hash.digest(seed, counter);
      for (int i = start; i < Math.min(length, start + mask.length); i++) {
        block[i] ^= mask[i - start];
      }
    }
  }
}
