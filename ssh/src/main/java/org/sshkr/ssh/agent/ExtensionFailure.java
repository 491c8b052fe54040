package org.sshkr.ssh.agent;

/**
 * SSH_AGENT_EXTENSION_FAILURE: byte 28. The extension is known but failed; the answer to an unknown
 * one is {@link Failure}. RFC 9987, section 3.8.
 */
public record ExtensionFailure() implements Response {
  static final int TYPE = 28;

  @Override
  public byte[] encode() {
    return new byte[] {TYPE};
  }
}
