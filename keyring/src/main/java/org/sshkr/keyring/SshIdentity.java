package org.sshkr.keyring;

/** A key that a keyring can sign with, and the comment it was added under (may be empty). */
public record SshIdentity(RsaPublicKey publicKey, String comment) {
  /**
   * The public key line of OpenSSH's files: {@code ssh-rsa <base64> <comment>}, without a line end.
   */
  public String line() {
    String key = RsaPublicKey.TYPE + " " + publicKey.base64();
    return comment.isEmpty() ? key : key + " " + comment;
  }
}
