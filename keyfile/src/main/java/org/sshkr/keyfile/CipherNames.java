package org.sshkr.keyfile;

import java.util.Map;
import java.util.Optional;

/** Names for the ciphers that are refused, so that messages give more than an object identifier. */
final class CipherNames {
  /**
   * OpenSSL's names for the PBES1 and PKCS#12 schemes that are not read. The two with MD2 are
   * missing: no OpenSSL since 1.0 reads them.
   */
  private static final Map<String, String> LEGACY =
      Map.of(
          "1.2.840.113549.1.5.3", "PBE-MD5-DES",
          "1.2.840.113549.1.5.6", "PBE-MD5-RC2-64",
          "1.2.840.113549.1.5.10", "PBE-SHA1-DES",
          "1.2.840.113549.1.5.11", "PBE-SHA1-RC2-64",
          "1.2.840.113549.1.12.1.1", "PBE-SHA1-RC4-128",
          "1.2.840.113549.1.12.1.2", "PBE-SHA1-RC4-40",
          "1.2.840.113549.1.12.1.5", "PBE-SHA1-RC2-128",
          "1.2.840.113549.1.12.1.6", "PBE-SHA1-RC2-40");

  private CipherNames() {}

  /** The name of a cipher that OpenSSL can write, or else the identifier itself. */
  static String ofObjectIdentifier(String identifier) {
    if (identifier.startsWith("1.2.392.200011.61.1.1.1.")
        || identifier.startsWith("0.3.4401.5.3.1.9.")) {
      return "Camellia";
    }
    if (identifier.startsWith("1.2.410.200046.1.1.")) {
      return "ARIA";
    }
    if (identifier.startsWith("1.2.410.200004.1.")) {
      return "SEED";
    }
    if (identifier.startsWith("1.2.156.10197.1.104.")) {
      return "SM4";
    }
    if (identifier.startsWith("2.16.840.1.101.3.4.1.")) {
      return "AES in an unusual mode (" + identifier + ")";
    }
    return "cipher " + identifier;
  }

  /** The name of a PBES1 or PKCS#12 scheme that is refused by name; empty for any other. */
  static Optional<String> legacyScheme(String identifier) {
    return Optional.ofNullable(LEGACY.get(identifier));
  }

  /** The message that refuses a cipher that OpenSSL reads only with its legacy provider. */
  static String refusalOfLegacy(String name) {
    return "encrypted with "
        + name
        + ", which is not read; re-encrypt it with: openssl pkcs8 -provider legacy -provider default"
        + " -topk8 -v2 aes-256-cbc";
  }
}
