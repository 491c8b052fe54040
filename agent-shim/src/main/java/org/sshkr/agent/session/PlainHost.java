package org.sshkr.agent.session;

import java.time.Instant;
import org.sshkr.constraint.Hop;
import org.sshkr.wire.Blob;

/** A server with nothing but a key. */
record PlainHost(Blob blob, VerificationKey key) implements SessionHost {
  @Override
  public Blob plainKey() {
    return blob;
  }

  @Override
  public boolean isAt(Hop hop, Instant now) {
    return hop.keys().stream().anyMatch(key -> !key.isCa() && key.blob().equals(blob));
  }
}
