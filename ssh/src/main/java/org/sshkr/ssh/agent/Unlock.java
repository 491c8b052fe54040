package org.sshkr.ssh.agent;

import org.sshkr.ssh.wire.WireReader;

/** SSH_AGENTC_UNLOCK: byte 23, string passphrase. */
public final class Unlock extends PassphraseRequest {
  public static final int TYPE = 23;

  /** Takes over {@code passphrase}, which {@link #close} wipes. */
  public Unlock(byte[] passphrase) {
    super(TYPE, passphrase);
  }

  static Unlock decode(WireReader in) {
    return new Unlock(in.readString());
  }
}
