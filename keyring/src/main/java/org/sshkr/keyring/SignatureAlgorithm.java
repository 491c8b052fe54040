package org.sshkr.keyring;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** The RSA signature algorithms of SSH: RFC 4253, section 6.6 and RFC 8332, section 3. */
public enum SignatureAlgorithm {
  /** SHA-1. Broken for signatures: only for a client that asks for nothing newer. */
  SSH_RSA("ssh-rsa", "SHA-1", "sha1", "3021300906052b0e03021a05000414"),
  RSA_SHA2_256("rsa-sha2-256", "SHA-256", "sha256", "3031300d060960864801650304020105000420"),
  RSA_SHA2_512("rsa-sha2-512", "SHA-512", "sha512", "3051300d060960864801650304020305000440");

  private final String sshName;
  private final String digestName;
  private final String kernelName;
  private final String digestInfoPrefix; // in hexadecimal: an enum holds nothing mutable

  SignatureAlgorithm(
      String sshName, String digestName, String kernelName, String digestInfoPrefix) {
    this.sshName = sshName;
    this.digestName = digestName;
    this.kernelName = kernelName;
    this.digestInfoPrefix = digestInfoPrefix;
  }

  /** The name on the wire. */
  public String sshName() {
    return sshName;
  }

  /** The kernel's info string for a padded signature (Documentation/security/keys/core.rst). */
  String kernelInfo() {
    return "enc=pkcs1 hash=" + kernelName;
  }

  byte[] digest(byte[] data) {
    try {
      return MessageDigest.getInstance(digestName).digest(data);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has " + digestName, e);
    }
  }

  /**
   * EMSA-PKCS1-v1_5 (RFC 8017, section 9.2): {@code 00 01 ff … ff 00 DigestInfo}, as long as the
   * modulus.
   *
   * @param digest of this algorithm's length
   * @param length of the modulus in bytes, at least 11 more than the DigestInfo
   */
  byte[] pad(byte[] digest, int length) {
    byte[] prefix = HexFormat.of().parseHex(digestInfoPrefix);
    int infoLength = prefix.length + digest.length;
    if (length < infoLength + 11) {
      throw new IllegalArgumentException("the modulus is too short for " + sshName);
    }
    byte[] padded = new byte[length];
    int infoStart = length - infoLength;
    padded[1] = 1;
    Arrays.fill(padded, 2, infoStart - 1, (byte) 0xff);
    System.arraycopy(prefix, 0, padded, infoStart, prefix.length);
    System.arraycopy(digest, 0, padded, length - digest.length, digest.length);
    return padded;
  }
}
