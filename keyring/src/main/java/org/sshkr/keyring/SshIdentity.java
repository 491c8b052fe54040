package org.sshkr.keyring;

import java.util.List;

/**
 * A key that a keyring can sign with.
 *
 * @param comment that it was added under, may be empty
 * @param constraints that bind whoever signs on behalf of others
 * @param certificates of this key, in the order in which they were added
 */
public record SshIdentity(
    RsaPublicKey publicKey,
    String comment,
    Constraints constraints,
    List<SshCertificate> certificates) {
  public SshIdentity {
    certificates = List.copyOf(certificates);
  }

  /** Without constraints and certificates. */
  public SshIdentity(RsaPublicKey publicKey, String comment) {
    this(publicKey, comment, Constraints.NONE, List.of());
  }

  /**
   * The public key line of OpenSSH's files: {@code ssh-rsa <base64> <comment>}, without a line end.
   */
  public String line() {
    String key = RsaPublicKey.TYPE + " " + publicKey.base64();
    return comment.isEmpty() ? key : key + " " + comment;
  }
}
