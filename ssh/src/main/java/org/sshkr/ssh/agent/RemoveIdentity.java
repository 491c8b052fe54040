package org.sshkr.ssh.agent;

import org.sshkr.ssh.wire.Blob;
import org.sshkr.ssh.wire.WireReader;
import org.sshkr.ssh.wire.WireWriter;

/**
 * SSH_AGENTC_REMOVE_IDENTITY: byte 18, string key blob. RFC 9987, section 3.4.
 *
 * @param key public key blob, of any type
 */
public record RemoveIdentity(Blob key) implements Request {
  static final int TYPE = 18;

  static RemoveIdentity decode(WireReader in) {
    return new RemoveIdentity(Blob.copyOf(in.readString()));
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public byte[] encode() {
    return new WireWriter().writeByte(TYPE).writeString(key.toByteArray()).toByteArray();
  }
}
