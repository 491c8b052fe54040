package org.sshkr.ssh.agent;

/** SSH_AGENTC_REQUEST_IDENTITIES: byte 11. RFC 9987, section 3.5. */
public record RequestIdentities() implements Request {
  static final int TYPE = 11;

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public byte[] encode() {
    return new byte[] {TYPE};
  }
}
