package org.sshkr.signer;

/**
 * A refused request. The message is for the log; the client learns only that its request failed.
 */
final class SignerRefusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  SignerRefusal(String message) {
    super(message);
  }
}
