package org.sshkr.keyfile;

/** The passphrase does not open this key; asking again makes sense. */
public final class WrongPassphraseException extends KeyFileException {
  private static final long serialVersionUID = 1L;

  public WrongPassphraseException() {
    this("wrong passphrase");
  }

  WrongPassphraseException(String message) {
    super(Reason.WRONG_PASSPHRASE, message);
  }
}
