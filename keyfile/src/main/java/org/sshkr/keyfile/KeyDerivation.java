package org.sshkr.keyfile;

import java.time.Duration;

/**
 * Derives a cipher's key from a passphrase. An instance holds the parameters that the file gives,
 * and exists only if {@link KdfLimits} allows them.
 */
sealed interface KeyDerivation permits BcryptPbkdf, Pbkdf2, Scrypt, Argon2 {
  /** About how long {@link #derive} takes. */
  Duration time();

  /**
   * Derives {@code length} bytes, which the caller wipes.
   *
   * @throws KeyFileException if there is not enough memory, or if no key can have this passphrase
   */
  byte[] derive(byte[] passphrase, int length) throws KeyFileException;
}
