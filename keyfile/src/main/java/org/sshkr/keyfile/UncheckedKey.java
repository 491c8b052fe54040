package org.sshkr.keyfile;

import org.sshkr.keyring.PrivateKey;

/** A private key as a file or a client gives it, whose numbers may be wrong. Closing wipes it. */
sealed interface UncheckedKey extends AutoCloseable permits RsaNumbers, CurveKey {
  /**
   * Checks every number against the others, and encodes the key.
   *
   * @return the key, which the caller closes
   * @throws KeyFileException naming the first number that is wrong, never its value
   */
  PrivateKey check() throws KeyFileException;

  @Override
  void close();
}
