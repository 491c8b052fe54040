package org.sshkr.keyfile;

import java.time.Duration;

/**
 * Makes the key of a cipher from a passphrase. An instance holds the parameters that the file
 * gives, and exists only if {@link KdfLimits} allows them.
 */
sealed interface KeyDerivation permits BcryptPbkdf, Pbkdf2, Scrypt, Argon2 {
  /** About how long {@link #derive} takes. */
  Duration time();

  /**
   * Derives {@code length} bytes, which the caller wipes.
   *
   * @throws KeyFileException if the memory is not to be had, or the passphrase can't be one
   */
  byte[] derive(byte[] passphrase, int length) throws KeyFileException;
}
