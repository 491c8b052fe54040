package org.sshkr.keyring;

import java.util.Arrays;
import java.util.HexFormat;

/** RSASSA-PKCS1-v1_5: RFC 8017, section 8.2. */
public record RsassaPkcs1(HashAlgorithm hash) implements SignatureScheme {
  /**
   * Encodes with EMSA-PKCS1-v1_5 (RFC 8017, section 9.2): {@code 00 01 ff … ff 00 DigestInfo}, as
   * long as the modulus, which is at least 11 bytes longer than the DigestInfo.
   */
  @Override
  public byte[] encode(byte[] digest, int modulusBits) {
    hash.check(digest);
    int length = (modulusBits + 7) / 8;
    byte[] prefix = HexFormat.of().parseHex(hash.digestInfoPrefix());
    int infoLength = prefix.length + digest.length;
    if (length < infoLength + 11) {
      throw new IllegalArgumentException("the modulus is too short for " + hash.javaName());
    }
    byte[] encoded = new byte[length];
    int infoStart = length - infoLength;
    encoded[1] = 1;
    Arrays.fill(encoded, 2, infoStart - 1, (byte) 0xff);
    System.arraycopy(prefix, 0, encoded, infoStart, prefix.length);
    System.arraycopy(digest, 0, encoded, length - digest.length, digest.length);
    return encoded;
  }
}
