package org.sshkr.keyfile;

import java.util.Arrays;
import org.sshkr.keyfile.KeyFileException.Reason;

/** What a failure means in bytes that a cipher without a tag has decrypted. */
final class Decrypted {
  private Decrypted() {}

  /**
   * A wrong passphrase passes the padding check one time in 256 and leaves garbage, so garbage
   * means a wrong passphrase. Another key type or wrong numbers in well-formed DER mean what they
   * say.
   */
  private static KeyFileException explain(KeyFileException e) {
    return e.reason() == Reason.MALFORMED ? new WrongPassphraseException() : e;
  }

  /** Decodes and checks the key in {@code der}, and wipes it. */
  static CheckedKey load(byte[] der, Decoder decoder) throws KeyFileException {
    try (UncheckedKey key = decoder.decode(der)) {
      return CheckedKey.of(key, "");
    } catch (KeyFileException e) {
      throw explain(e);
    } finally {
      Arrays.fill(der, (byte) 0);
    }
  }

  /** Decodes a structure in DER, which stays the caller's. */
  interface Decoder {
    UncheckedKey decode(byte[] der) throws KeyFileException;
  }
}
