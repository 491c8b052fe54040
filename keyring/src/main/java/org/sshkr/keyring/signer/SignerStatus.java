package org.sshkr.keyring.signer;

import org.sshkr.ssh.agent.ExtensionResponse;
import org.sshkr.ssh.wire.Blob;

/**
 * The status of ssh-signer-kr.
 *
 * @param secretPages whether it reads private numbers into memfd_secret(2) pages, rather than
 *     locked pages that are left out of core files
 * @param clientsOfOneUser the most connections that one user may have
 */
public record SignerStatus(boolean secretPages, int clientsOfOneUser) {
  /** Makes the answer to {@link SignerExtension#STATUS}: uint32 0 or 1, uint32 connections. */
  public ExtensionResponse encode() {
    return SignerExtension.response(SignerExtension.STATUS, secretPages ? 1 : 0, clientsOfOneUser);
  }

  /** Reads the contents that {@link #encode} writes. */
  static SignerStatus decode(Blob contents) {
    long[] numbers = SignerExtension.numbers(contents, 2);
    return new SignerStatus(numbers[0] == 1, (int) numbers[1]);
  }
}
