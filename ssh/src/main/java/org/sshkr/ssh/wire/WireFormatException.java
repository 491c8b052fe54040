package org.sshkr.ssh.wire;

/** Thrown for bytes that do not follow RFC 4251, section 5; the message never quotes them. */
public final class WireFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public WireFormatException(String message) {
    super(message);
  }
}
