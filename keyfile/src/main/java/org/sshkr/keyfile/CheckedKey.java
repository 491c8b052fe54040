package org.sshkr.keyfile;

import org.sshkr.keyfile.KeyFileException.Reason;
import org.sshkr.keyring.PrivateKey;
import org.sshkr.ssh.key.SshPublicKey;

/**
 * A private key that was read and found to be valid.
 *
 * @param key the key; its secret has the form that {@link PrivateKey} documents for the type
 * @param comment the file's comment, empty where the format has none; one line without control
 *     characters, whatever the file holds
 */
public record CheckedKey(PrivateKey key, String comment) implements AutoCloseable {
  /** Checks a key's numbers and encodes them; {@code read} stays the caller's, who closes it. */
  static CheckedKey of(UncheckedKey read, String comment) throws KeyFileException {
    return new CheckedKey(read.check(), comment);
  }

  /**
   * Checks and encodes a key as {@link #of(UncheckedKey, String)} does, and compares it with the
   * public key beside it.
   *
   * @throws KeyFileException if a number is wrong, or if {@code beside} belongs to another key
   */
  static CheckedKey of(UncheckedKey read, SshPublicKey beside, String comment)
      throws KeyFileException {
    CheckedKey key = of(read, comment);
    if (!key.key.publicKey().equals(beside)) {
      key.close();
      throw notOfThePublicKey();
    }
    return key;
  }

  static KeyFileException notOfThePublicKey() {
    return new KeyFileException(
        Reason.INVALID_KEY, "the private key does not belong to the public key beside it");
  }

  @Override
  public void close() {
    key.close();
  }
}
