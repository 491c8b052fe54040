package org.sshkr.keyfile;

import java.util.Optional;

/** A private key that the kernel can't sign with, while an ssh-agent can. */
public final class AgentOnlyKeyException extends KeyFileException {
  private static final long serialVersionUID = 1L;

  private final String kind;

  AgentOnlyKeyException(String kind, String advice) {
    super(Reason.UNSUPPORTED_KEY, kind + ": " + advice);
    this.kind = kind;
  }

  /** That a public key of this type, such as {@code ssh-ed25519}, is such a key's, if it is. */
  public static Optional<AgentOnlyKeyException> ofType(String type) {
    return KeyTypes.refuseSshType(type) instanceof AgentOnlyKeyException key
        ? Optional.of(key)
        : Optional.empty();
  }

  /** What it is, such as {@code Ed25519 key}. */
  public String kind() {
    return kind;
  }
}
