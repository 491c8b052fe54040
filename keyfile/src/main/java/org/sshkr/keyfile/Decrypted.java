package org.sshkr.keyfile;

import java.util.Arrays;
import org.sshkr.keyfile.KeyFileException.Reason;

/** Reads keys that were decrypted with a cipher that has no authentication tag. */
final class Decrypted {
  private Decrypted() {}

  /**
   * Takes garbage for a wrong passphrase, which passes the padding check one time in 256.
   * Well-formed DER with another key type or wrong numbers keeps its exception.
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
