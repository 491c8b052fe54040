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

  /**
   * The exception for keys of a type, such as {@code ssh-ed25519}, that the kernel can't sign with
   * and an ssh-agent can. Ed25519 and ECDSA are among them, although such files are read.
   *
   * @return empty for other types
   */
  public static Optional<AgentOnlyKeyException> ofType(String type) {
    Optional<KeyCurve> curve = KeyCurve.ofType(type);
    if (curve.isPresent()) {
      return Optional.of(
          new AgentOnlyKeyException(
              curve.get().keyName(),
              "the kernel signs with RSA only; keep it in ssh-agent, or make an RSA key with: "
                  + KeyTypes.MAKE_RSA));
    }
    return KeyTypes.refuseSshType(type) instanceof AgentOnlyKeyException key
        ? Optional.of(key)
        : Optional.empty();
  }

  /** What it is, such as {@code Ed25519 key}. */
  public String kind() {
    return kind;
  }
}
