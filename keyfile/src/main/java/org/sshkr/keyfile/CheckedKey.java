package org.sshkr.keyfile;

import org.sshkr.keyring.PrivateKey;

/**
 * A private key that was read and found right.
 *
 * @param key the key as the kernel takes it
 * @param comment the file's comment, empty where the format has none; one line without control
 *     characters, whatever the file holds
 */
public record CheckedKey(PrivateKey key, String comment) implements AutoCloseable {
  /** Checks the numbers and encodes them. */
  static CheckedKey of(RsaNumbers read, String comment) throws KeyFileException {
    RsaNumbers numbers = read.completed();
    RsaCheck.check(numbers);
    return new CheckedKey(
        new PrivateKey(numbers.publicKey(), Pkcs8Encoder.encode(numbers)), comment);
  }

  @Override
  public void close() {
    key.close();
  }
}
