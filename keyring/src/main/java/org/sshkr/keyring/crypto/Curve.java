package org.sshkr.keyring.crypto;

import java.util.Optional;
import org.sshkr.keyring.HashAlgorithm;

/** The curves of ECDSA in SSH, each with its hash function: RFC 5656, sections 6.2.1 and 10.1. */
enum Curve {
  NISTP256("ecdsa-sha2-nistp256", 415, 32, HashAlgorithm.SHA256),
  NISTP384("ecdsa-sha2-nistp384", 715, 48, HashAlgorithm.SHA384),
  NISTP521("ecdsa-sha2-nistp521", 716, 66, HashAlgorithm.SHA512);

  private final String type;
  private final int nid;
  private final int size;
  private final HashAlgorithm hash;

  /**
   * Defines a curve.
   *
   * @param nid libcrypto's number: NID_X9_62_prime256v1, NID_secp384r1, NID_secp521r1
   * @param size the length in bytes of a number below the order, and of a field element
   */
  Curve(String type, int nid, int size, HashAlgorithm hash) {
    this.type = type;
    this.nid = nid;
    this.size = size;
    this.hash = hash;
  }

  /** Finds the curve of a key type. */
  static Optional<Curve> named(String type) {
    for (Curve curve : values()) {
      if (curve.type.equals(type)) {
        return Optional.of(curve);
      }
    }
    return Optional.empty();
  }

  String curveName() {
    return type.substring(type.lastIndexOf('-') + 1);
  }

  String type() {
    return type;
  }

  int nid() {
    return nid;
  }

  int size() {
    return size;
  }

  HashAlgorithm hash() {
    return hash;
  }
}
