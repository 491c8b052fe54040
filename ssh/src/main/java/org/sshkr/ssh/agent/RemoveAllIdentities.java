package org.sshkr.ssh.agent;

/** SSH_AGENTC_REMOVE_ALL_IDENTITIES: byte 19 alone. RFC 9987, section 3.4. */
public record RemoveAllIdentities() implements Request {
  static final int TYPE = 19;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public byte[] encode() {
    return new byte[] {TYPE};
  }
}
