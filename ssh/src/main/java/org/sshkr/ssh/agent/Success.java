package org.sshkr.ssh.agent;

/** SSH_AGENT_SUCCESS: byte 6 alone. RFC 9987, section 3.1. */
public record Success() implements Response {
  static final int TYPE = 6;

  @Override
  public byte[] encode() {
    return new byte[] {TYPE};
  }
}
