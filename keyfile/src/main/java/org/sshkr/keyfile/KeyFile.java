package org.sshkr.keyfile;

import java.util.List;

/** The keys of one file, at least one, in the file's order. Closing wipes them all. */
public record KeyFile(List<KeyEnvelope> keys) implements AutoCloseable {
  public KeyFile {
    keys = List.copyOf(keys);
  }

  /** Whether any key needs a passphrase. */
  public boolean encrypted() {
    for (KeyEnvelope key : keys) {
      if (key.encrypted()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    for (KeyEnvelope key : keys) {
      key.close();
    }
  }
}
