package org.sshkr.keyfile;

/** Names for ciphers that are refused, so that the message says more than a number. */
final class CipherNames {
  private CipherNames() {}

  /** The cipher's name where it is one that OpenSSL writes, else the identifier itself. */
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
}
