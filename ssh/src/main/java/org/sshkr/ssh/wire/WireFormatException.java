package org.sshkr.ssh.wire;

/** Bytes that are not what RFC 4251, section 5 says; the message never quotes them. */
public final class WireFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public WireFormatException(String message) {
    super(message);
  }
}
