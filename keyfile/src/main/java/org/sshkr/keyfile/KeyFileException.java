package org.sshkr.keyfile;

/**
 * A key file that can't be used. The message is one line: what is wrong and, where possible, what
 * to do about it. It contains neither the file's name nor anything secret.
 */
public sealed class KeyFileException extends Exception
    permits AgentOnlyKeyException, WrongPassphraseException {
  private static final long serialVersionUID = 1L;

  /** The reason, for programs that treat the cases differently. */
  public enum Reason {
    /** A directory or socket, an empty file, or one too large for a key. */
    NOT_A_KEY_FILE,
    /** The user's own file, but others may read it. */
    UNPROTECTED,
    /** A well-known kind of file that is not a private key: a public key, a certificate. */
    NOT_A_PRIVATE_KEY,
    /** A private key of a type, curve or size that is not loaded. */
    UNSUPPORTED_KEY,
    /** A format, version, cipher or key derivation that is not read. */
    UNSUPPORTED_ENCODING,
    /** Broken off, damaged, or not a key file at all. */
    MALFORMED,
    /** The file is well-formed, but its numbers are no valid key or don't match its public half. */
    INVALID_KEY,
    /** The key derivation asks for more time or memory than {@link KdfLimits} grants. */
    TOO_COSTLY,
    /** The passphrase is wrong. */
    WRONG_PASSPHRASE
  }

  private final Reason reason;

  public KeyFileException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
