package org.sshkr.ssh.agent;

import org.sshkr.ssh.wire.WireReader;

/** SSH_AGENTC_LOCK: byte 22, string passphrase. */
public final class Lock extends PassphraseRequest {
  static final int TYPE = 22;

  /** Takes over {@code passphrase}, which {@link #close} wipes. */
  public Lock(byte[] passphrase) {
    super(TYPE, passphrase);
  }

  static Lock decode(WireReader in) {
    return new Lock(in.readString());
  }
}
