package org.sshkr.keyfile;

import java.time.Duration;

/** One of the two generations of password-based encryption in PKCS#5 (RFC 8018). */
sealed interface Pkcs8Encryption permits Pbes1, Pbes2 {
  /** About how long the key derivation takes. */
  Duration time();

  /**
   * Decrypts.
   *
   * @return the plaintext, which the caller wipes
   * @throws WrongPassphraseException if the padding is wrong, which a wrong passphrase passes one
   *     time in 256
   */
  byte[] decrypt(byte[] ciphertext, byte[] passphrase) throws KeyFileException;
}
