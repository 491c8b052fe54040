package org.sshkr.keyfile;

import java.util.Optional;

/** A private key that an ssh-agent can sign with and the kernel can't. */
public final class AgentOnlyKeyException extends KeyFileException {
  private static final long serialVersionUID = 1L;

  private final String kind;

  AgentOnlyKeyException(String kind, String advice) {
    super(Reason.UNSUPPORTED_KEY, kind + ": " + advice);
    this.kind = kind;
  }

  /**
   * Returns the exception for a key type, such as {@code ssh-ed25519}, that an ssh-agent can sign
   * with and the kernel can't. Ed25519 and ECDSA count as such, although their files are read.
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

  /** The kind of key, such as {@code Ed25519 key}. */
  public String kind() {
    return kind;
  }
}
