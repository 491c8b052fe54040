package org.sshkr.load;

import org.sshkr.load.KeyFileException.Reason;

/** What a failure means in bytes that a cipher without a tag has decrypted. */
final class Decrypted {
  private Decrypted() {}

  /**
   * A wrong passphrase passes the padding check one time in 256 and leaves garbage, so garbage
   * means a wrong passphrase. Another key type or wrong numbers in well-formed DER mean what they
   * say.
   */
  static KeyFileException explain(KeyFileException e) {
    return e.reason() == Reason.MALFORMED ? new WrongPassphraseException() : e;
  }
}
