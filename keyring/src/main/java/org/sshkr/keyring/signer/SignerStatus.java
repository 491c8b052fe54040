package org.sshkr.keyring.signer;

import org.sshkr.ssh.agent.ExtensionResponse;
import org.sshkr.ssh.wire.Blob;

/**
 * What ssh-signer-kr says of itself.
 *
 * @param secretPages whether it reads private numbers into pages of memfd_secret(2), instead of
 *     pages that are locked and left out of core files
 * @param clientsOfOneUser the most connections that one user may have
 */
public record SignerStatus(boolean secretPages, int clientsOfOneUser) {
  /** The answer to {@link SignerExtension#STATUS}: uint32 0 or 1, uint32 connections. */
  public ExtensionResponse encode() {
    return SignerExtension.response(SignerExtension.STATUS, secretPages ? 1 : 0, clientsOfOneUser);
  }

  /** Reads {@link #encode}'s contents. */
  static SignerStatus decode(Blob contents) {
    long[] numbers = SignerExtension.numbers(contents, 2);
    return new SignerStatus(numbers[0] == 1, (int) numbers[1]);
  }
}
