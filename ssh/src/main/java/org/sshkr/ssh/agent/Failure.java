package org.sshkr.ssh.agent;

/**
 * SSH_AGENT_FAILURE: byte 5. The agent can't or won't do what was asked, and does not say why. RFC
 * 9987, section 3.1.
 */
public record Failure() implements Response {
  static final int TYPE = 5;

  @Override
  public byte[] encode() {
    return new byte[] {TYPE};
  }
}
