package org.sshkr.keyring;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash functions that an RSA signature may use: FIPS 180-4. */
public enum HashAlgorithm {
  /** SHA-1 is broken for signatures: only for a peer that knows nothing newer. */
  SHA1("SHA-1", "sha1", 20, "3021300906052b0e03021a05000414"),
  SHA256("SHA-256", "sha256", 32, "3031300d060960864801650304020105000420"),
  SHA384("SHA-384", "sha384", 48, "3041300d060960864801650304020205000430"),
  SHA512("SHA-512", "sha512", 64, "3051300d060960864801650304020305000440");

  private final String javaName;
  private final String kernelName;
  private final int length;
  private final String digestInfoPrefix;

  HashAlgorithm(String javaName, String kernelName, int length, String digestInfoPrefix) {
    this.javaName = javaName;
    this.kernelName = kernelName;
    this.length = length;
    this.digestInfoPrefix = digestInfoPrefix;
  }

  /** The name in Java's list of standard algorithm names. */
  public String javaName() {
    return javaName;
  }

  /** The name in the kernel's info strings (Documentation/security/keys/core.rst). */
  String kernelName() {
    return kernelName;
  }

  /** The digest's length in bytes. */
  public int length() {
    return length;
  }

  /** The prefix of the digest in its DER encoding, in hexadecimal (RFC 8017, section 9.2). */
  String digestInfoPrefix() {
    return digestInfoPrefix;
  }

  /** Starts a digest. */
  public MessageDigest start() {
    try {
      return MessageDigest.getInstance(javaName);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has " + javaName, e);
    }
  }

  /** The digest of {@code parts}, one after the other. */
  public byte[] digest(byte[]... parts) {
    MessageDigest digest = start();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  /** Throws unless {@code digest} has the right length: the kernel would not notice. */
  void check(byte[] digest) {
    if (digest.length != length) {
      throw new IllegalArgumentException(
          "a " + javaName + " digest has " + length + " bytes, not " + digest.length);
    }
  }
}
