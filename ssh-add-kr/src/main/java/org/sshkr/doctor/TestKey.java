package org.sshkr.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.sshkr.keyfile.CheckedKey;
import org.sshkr.keyfile.KeyFile;
import org.sshkr.keyfile.KeyFileException;
import org.sshkr.keyfile.PrivateKeyReader;
import org.sshkr.keyring.KeyringProbe;

/** A publicly known key of 2048 bits, read like any other key. */
final class TestKey {
  private static final byte[] NO_PASSPHRASE = {};

  private TestKey() {}

  /** Signs with the test key; see {@link KeyringProbe#sign}. */
  static Duration sign(KeyringProbe probe) {
    try (InputStream in = TestKey.class.getResourceAsStream("test-key.der");
        KeyFile file = PrivateKeyReader.read(in);
        CheckedKey loaded = file.keys().get(0).open(NO_PASSPHRASE)) {
      return probe.sign(loaded.key());
    } catch (KeyFileException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
