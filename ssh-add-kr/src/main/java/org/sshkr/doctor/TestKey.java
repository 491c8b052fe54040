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

/** A key of 2048 bits that everybody knows, read as any other key is. */
final class TestKey {
  private static final byte[] NO_PASSPHRASE = {};

  private TestKey() {}

  /** As {@link KeyringProbe#sign}. */
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
