package org.sshkr.ssh.key;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** The hashes that OpenSSH prints fingerprints with (digest-libc.c). */
public enum FingerprintHash {
  MD5("MD5"),
  SHA1("SHA-1"),
  SHA256("SHA-256"),
  SHA384("SHA-384"),
  SHA512("SHA-512");

  private final String jcaName;

  FingerprintHash(String jcaName) {
    this.jcaName = jcaName;
  }

  /** Finds the hash with this name, in upper or lower case. */
  public static Optional<FingerprintHash> named(String name) {
    for (FingerprintHash hash : values()) {
      if (hash.name().equals(name.toUpperCase(Locale.ROOT))) {
        return Optional.of(hash);
      }
    }
    return Optional.empty();
  }

  /**
   * Returns a fingerprint as OpenSSH prints it: the hash's name, then hexadecimal pairs for MD5,
   * else unpadded Base64.
   */
  public String of(byte[] keyBlob) {
    try {
      byte[] digest = MessageDigest.getInstance(jcaName).digest(keyBlob);
      return name()
          + ":"
          + (this == MD5
              ? HexFormat.ofDelimiter(":").formatHex(digest)
              : Base64.getEncoder().withoutPadding().encodeToString(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime lacks " + jcaName, e);
    }
  }
}
