package org.sshkr.keyfile;

import java.util.Optional;

/** A private key that the kernel can't sign with, while a signer or an ssh-agent can. */
public final class AgentOnlyKeyException extends KeyFileException {
  private static final long serialVersionUID = 1L;

  private static final String GET_A_SIGNER =
      "; enable the package's signer (sudo systemctl enable --now ssh-kr-signer.socket), or write"
          + " \"signer own\" to ~/.config/ssh-kr/config; see ssh-signer-kr(8)";

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
              curve.get().keyName(), "the kernel signs with RSA only" + GET_A_SIGNER));
    }
    return KeyTypes.refuseSshType(type) instanceof AgentOnlyKeyException key
        ? Optional.of(key)
        : Optional.empty();
  }

  /** The exception for an RSA key of a size that the kernel can't sign with. */
  public static AgentOnlyKeyException ofRsa(int bits) {
    return new AgentOnlyKeyException(
        "RSA key of " + bits + " bits", "the kernel signs with 2048, 3072 or 4096" + GET_A_SIGNER);
  }

  /** What it is, such as {@code Ed25519 key}. */
  public String kind() {
    return kind;
  }
}
