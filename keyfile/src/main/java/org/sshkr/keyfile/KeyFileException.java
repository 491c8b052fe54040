package org.sshkr.keyfile;

/**
 * A key file that can't be used. The message is one line that says what is wrong and, where there
 * is a way out, what to do; it names neither the file nor anything secret.
 */
public sealed class KeyFileException extends Exception
    permits AgentOnlyKeyException, WrongPassphraseException {
  private static final long serialVersionUID = 1L;

  /** Why, for a program that treats the cases differently. */
  public enum Reason {
    /** A directory, FIFO or device, an empty file, or one too large for a key. */
    NOT_A_KEY_FILE,
    /** The user's own file, but others may read it. */
    UNPROTECTED,
    /** Something well known that is no private key: a public key, a certificate. */
    NOT_A_PRIVATE_KEY,
    /** A private key of a type, curve or size that is not loaded. */
    UNSUPPORTED_KEY,
    /** A format, version, cipher or key derivation that is not read. */
    UNSUPPORTED_ENCODING,
    /** Broken off, damaged, or no key file at all. */
    MALFORMED,
    /** The file is well-formed, and its numbers are no key, or another than its public half. */
    INVALID_KEY,
    /** The key derivation asks for more time or memory than {@link KdfLimits} grants. */
    TOO_COSTLY,
    /** Not the passphrase of this key. */
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
