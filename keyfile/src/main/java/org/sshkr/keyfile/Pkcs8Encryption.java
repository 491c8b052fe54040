package org.sshkr.keyfile;

import java.time.Duration;

/** Password-based encryption of PKCS#8, in either of PKCS#5's two generations (RFC 8018). */
sealed interface Pkcs8Encryption permits Pbes1, Pbes2 {
  /** About how long the key derivation takes. */
  Duration time();

  /**
   * Decrypts the ciphertext.
   *
   * @return the plaintext, which the caller wipes
   * @throws WrongPassphraseException if the padding is wrong; one wrong passphrase in 256 gives
   *     right padding all the same
   */
  byte[] decrypt(byte[] ciphertext, byte[] passphrase) throws KeyFileException;
}
