package org.sshkr.ssh.session;

import java.time.Instant;
import org.sshkr.ssh.constraint.Hop;
import org.sshkr.ssh.key.SshPublicKey;
import org.sshkr.ssh.wire.Blob;

/** A server with a plain host key. */
record PlainHost(Blob blob, SshPublicKey key) implements SessionHost {
  @Override
  public boolean isAt(Hop hop, Instant now) {
    return hop.keys().stream().anyMatch(one -> !one.isCa() && one.blob().equals(blob));
  }
}
