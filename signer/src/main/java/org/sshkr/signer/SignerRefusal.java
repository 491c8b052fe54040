package org.sshkr.signer;

/** A request that is not met; the message is for the log, and the client learns only that. */
final class SignerRefusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  SignerRefusal(String message) {
    super(message);
  }
}
